package org.backplane.rng;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.backplane.api.rng.EntropyRequest;

/**
 * What was asked of an EGD server and what it still owes. A command asks for at most 255 bytes, and
 * the server answers with just these, in order; requests take turns command by command. Not safe
 * for use by several threads.
 */
final class EgdLedger {

  /** A blocking read of the EGD protocol: this byte, then the count. The answer has no header. */
  static final byte READ_BLOCKING = 0x02;

  static final int COMMAND_BYTES = 2;
  static final int MOST_PER_COMMAND = 255;

  /** Most bytes owed at a time: more would make small requests wait behind large ones. */
  static final int WINDOW = 8 * MOST_PER_COMMAND;

  /** With no more than this owed, there is room for any command. */
  private static final int ROOM_FOR_A_COMMAND = WINDOW - MOST_PER_COMMAND;

  private static final byte[] NOTHING = {};

  /** A request and the bytes that came for it, for which room is made when the first are asked. */
  static final class Wanted {
    private final EntropyRequest request;
    private byte[] bytes = NOTHING;
    private int filled;
    private int owed;
    private boolean waiting;

    Wanted(EntropyRequest request) {
      this.request = request;
    }

    /** Wipes what came if nobody waits for it any more, and answers whether that is so. */
    private boolean forgetIfDone() {
      boolean done = request.isDone();
      if (done) {
        forget();
      }
      return done;
    }

    private int toAsk() {
      return request.sizeBytes() - filled - owed;
    }

    private boolean isFull() {
      return filled == request.sizeBytes();
    }

    private void makeRoom() {
      if (bytes.length == 0) {
        bytes = new byte[request.sizeBytes()];
      }
    }

    private void take(ByteBuffer data, int count) {
      if (forgetIfDone()) {
        data.position(data.position() + count);
      } else {
        data.get(bytes, filled, count);
      }
      filled += count;
      owed -= count;
    }

    /** Gives the request its bytes, all of which have come, and wipes them whatever happens. */
    void deliver(RequestMeter meter) {
      try {
        if (!request.isDone()) { // else there may be no bytes
          meter.fill(request, ByteBuffer.wrap(bytes));
        }
      } finally {
        forget();
      }
    }

    private void forget() {
      Arrays.fill(bytes, (byte) 0); // the guest's secret is nobody else's business
      bytes = NOTHING;
    }
  }

  /** A command's part of a request. */
  private static final class Portion {
    private final Wanted wanted;
    private int left;

    Portion(Wanted wanted, int left) {
      this.wanted = wanted;
      this.left = left;
    }
  }

  private final Turns<Wanted> toAsk = new Turns<>(Wanted::forgetIfDone);
  private final Deque<Portion> owed = new ArrayDeque<>();
  private final ByteBuffer out = ByteBuffer.allocate(COMMAND_BYTES * WINDOW);
  private int owedBytes;

  /** Takes a request. */
  void add(EntropyRequest request) {
    var wanted = new Wanted(request);
    wanted.waiting = true;
    toAsk.add(request.owner(), wanted);
  }

  /** How many requests wait for a turn. */
  int waiting() {
    return toAsk.items();
  }

  /** Whether {@link #commands} has something to send. */
  boolean hasCommands() {
    return owedBytes <= ROOM_FOR_A_COMMAND && !toAsk.isEmpty();
  }

  /** Bytes that the server has to send, up to {@link #WINDOW}. */
  int owedBytes() {
    return owedBytes;
  }

  /** Whether the server has bytes to send. */
  boolean isOwed() {
    return owedBytes > 0;
  }

  /**
   * The next commands, which from now on are owed; perhaps none. The buffer is good until the next
   * call.
   */
  ByteBuffer commands() {
    out.clear();
    while (owedBytes <= ROOM_FOR_A_COMMAND) {
      Wanted next = toAsk.next();
      if (next == null) {
        break;
      }
      next.waiting = false;
      if (!next.forgetIfDone()) {
        ask(next);
      }
    }
    return out.flip();
  }

  private void ask(Wanted wanted) {
    wanted.makeRoom();
    int count = Math.min(MOST_PER_COMMAND, wanted.toAsk());
    out.put(READ_BLOCKING).put((byte) count);
    owed.addLast(new Portion(wanted, count));
    wanted.owed += count;
    owedBytes += count;
    askAgainLater(wanted);
  }

  private void askAgainLater(Wanted wanted) {
    if (wanted.toAsk() > 0 && !wanted.waiting && !wanted.forgetIfDone()) {
      wanted.waiting = true;
      toAsk.again(wanted.request.owner(), wanted);
    }
  }

  /**
   * Takes bytes that came, as many as are owed; what remains in the buffer nobody asked for.
   *
   * @return the requests that are complete now
   */
  List<Wanted> take(ByteBuffer data) {
    var complete = new ArrayList<Wanted>();
    while (data.hasRemaining() && !owed.isEmpty()) {
      Portion portion = owed.element();
      int count = Math.min(portion.left, data.remaining());
      Wanted wanted = portion.wanted;
      wanted.take(data, count);
      portion.left -= count;
      owedBytes -= count;
      if (portion.left == 0) {
        owed.remove();
      }
      if (wanted.isFull()) {
        complete.add(wanted);
      }
    }
    return complete;
  }

  /** The connection is gone: what it owed is asked for anew, in the old order. */
  void forgetOwed() {
    for (Iterator<Portion> last = owed.descendingIterator(); last.hasNext(); ) {
      Portion portion = last.next();
      portion.wanted.owed -= portion.left;
      askAgainLater(portion.wanted);
    }
    owed.clear();
    owedBytes = 0;
  }

  /** Takes out every request that is not complete. */
  List<EntropyRequest> drain() {
    forgetOwed();
    List<EntropyRequest> unfinished = new ArrayList<>();
    for (Wanted wanted : toAsk.drain()) {
      wanted.forget();
      unfinished.add(wanted.request);
    }
    return unfinished;
  }
}
