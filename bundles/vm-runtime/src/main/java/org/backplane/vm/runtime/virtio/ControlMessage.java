package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A message about a console port (virtio 1.2, section 5.3.6.2), little-endian: u32 port, u16 event,
 * u16 value; behind a {@link ConsoleEvent#PORT_NAME} the name in UTF-8.
 *
 * @param port the port's number, 0 to 2^32-1
 * @param value 0 or 1 for most events
 * @param name empty except for {@link ConsoleEvent#PORT_NAME}
 */
record ControlMessage(long port, ConsoleEvent event, int value, String name) {

  /** Without a name. */
  static final int HEADER_BYTES = 8;

  ControlMessage(long port, ConsoleEvent event, int value) {
    this(port, event, value, "");
  }

  /** A driver's message; empty if it is too short or about nothing known. */
  static Optional<ControlMessage> read(ByteBuffer bytes) {
    if (bytes.remaining() < HEADER_BYTES) {
      return Optional.empty();
    }
    ByteBuffer source = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long port = Integer.toUnsignedLong(source.getInt());
    Optional<ConsoleEvent> event = ConsoleEvent.of(Short.toUnsignedInt(source.getShort()));
    int value = Short.toUnsignedInt(source.getShort());
    return event.map(known -> new ControlMessage(port, known, value));
  }

  ByteBuffer bytes() {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER_BYTES + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt((int) port)
        .putShort((short) event.code())
        .putShort((short) value)
        .put(text)
        .flip();
  }
}
