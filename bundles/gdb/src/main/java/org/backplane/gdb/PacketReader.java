package org.backplane.gdb;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Cuts packets out of what a peer sends. Takes anything; keeps at most one packet. */
final class PacketReader {

  private enum Place {
    BETWEEN,
    BODY,
    ESCAPED,
    FIRST_DIGIT,
    SECOND_DIGIT
  }

  private final StringBuilder body = new StringBuilder();
  private Place place = Place.BETWEEN;
  private boolean tooLong;
  private int sum;
  private int claimed;

  /** Takes bytes; what they complete goes to the consumer, in order. */
  void read(ByteBuffer data, Consumer<Input> to) {
    while (data.hasRemaining()) {
      take(data.get() & 0xff, to);
    }
  }

  private void take(int c, Consumer<Input> to) {
    switch (place) {
      case BETWEEN -> between(c, to);
      case BODY -> body(c);
      case ESCAPED -> {
        sum += c;
        add(c ^ Packets.FLIP);
        place = Place.BODY;
      }
      case FIRST_DIGIT -> {
        claimed = Character.digit(c, 16);
        place = Place.SECOND_DIGIT;
      }
      case SECOND_DIGIT -> {
        place = Place.BETWEEN;
        to.accept(packet(Character.digit(c, 16)));
      }
    }
  }

  private void between(int c, Consumer<Input> to) {
    switch (c) {
      case Packets.BEGIN -> begin();
      case '-' -> to.accept(new Input.Again());
      case Packets.INTERRUPT -> to.accept(new Input.Interrupt());
      default -> {} // an acknowledgement, or the rest of something damaged
    }
  }

  private void begin() {
    body.setLength(0);
    sum = 0;
    tooLong = false;
    place = Place.BODY;
  }

  private void body(int c) {
    switch (c) {
      case Packets.END -> place = Place.FIRST_DIGIT;
      case Packets.BEGIN -> begin(); // the end of the one before was lost
      case Packets.ESCAPE -> {
        sum += c;
        place = Place.ESCAPED;
      }
      default -> {
        sum += c;
        add(c);
      }
    }
  }

  private void add(int c) {
    if (body.length() < Packets.MAX_BODY) {
      body.append((char) c);
    } else {
      tooLong = true;
    }
  }

  private Input packet(int digit) {
    boolean whole = claimed >= 0 && digit >= 0 && (claimed << 4 | digit) == (sum & 0xff);
    return whole && !tooLong ? new Input.Packet(body.toString()) : new Input.Damaged();
  }
}
