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

  /** Bytes that may be owed at a time: more would make small requests wait behind large ones. */
  static final int WINDOW = 8 * MOST_PER_COMMAND;

  /** A request and the bytes that came for it. */
  static final class Wanted {
    private final EntropyRequest request;
    private final byte[] bytes;
    private int filled;
    private int owed;
    private boolean waiting;

    Wanted(EntropyRequest request) {
      this.request = request;
      this.bytes = new byte[request.sizeBytes()];
    }

    private int toAsk() {
      return bytes.length - filled - owed;
    }

    private void take(ByteBuffer data, int count) {
      if (request.isDone()) {
        data.position(data.position() + count);
        wipe(); // of what came before nobody waited any more
      } else {
        data.get(bytes, filled, count);
      }
      filled += count;
      owed -= count;
    }

    /** Gives the request its bytes, all of which have come, and wipes them whatever happens. */
    void deliver() {
      try {
        request.fill(ByteBuffer.wrap(bytes));
      } finally {
        wipe();
      }
    }

    private void wipe() {
      Arrays.fill(bytes, (byte) 0); // the guest's secret is nobody else's business
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

  private final Turns<Wanted> toAsk = new Turns<>();
  private final Deque<Portion> owed = new ArrayDeque<>();
  private final ByteBuffer out = ByteBuffer.allocate(COMMAND_BYTES * WINDOW);
  private int owedBytes;

  /** Takes a request. */
  void add(EntropyRequest request) {
    var wanted = new Wanted(request);
    wanted.waiting = true;
    toAsk.add(request.owner(), wanted);
  }

  /** Whether {@link #commands} has something to send. */
  boolean hasCommands() {
    return owedBytes < WINDOW && !toAsk.isEmpty();
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
    while (owedBytes < WINDOW) {
      Wanted next = toAsk.next();
      if (next == null) {
        break;
      }
      next.waiting = false;
      if (next.request.isDone()) {
        next.wipe(); // nobody waits for the rest
      } else {
        ask(next);
      }
    }
    return out.flip();
  }

  private void ask(Wanted wanted) {
    int count = Math.min(MOST_PER_COMMAND, wanted.toAsk());
    out.put(READ_BLOCKING).put((byte) count);
    owed.addLast(new Portion(wanted, count));
    wanted.owed += count;
    owedBytes += count;
    askAgainLater(wanted);
  }

  private void askAgainLater(Wanted wanted) {
    if (wanted.toAsk() > 0 && !wanted.waiting) {
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
      if (wanted.filled == wanted.bytes.length) {
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
      wanted.wipe();
      unfinished.add(wanted.request);
    }
    return unfinished;
  }
}
