package org.backplane.faces;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Repeats each character; {@code !} waits until a test lets it go on, {@code ?} breaks, {@code #}
 * does what a test gave. The news is {@code *}.
 */
final class EchoFace implements Face<Character> {

  /** Most characters that wait. */
  static final int LIMIT = 4;

  final List<String> steps = new CopyOnWriteArrayList<>();
  final CountDownLatch waiting = new CountDownLatch(1);
  final Semaphore goOn = new Semaphore(0);
  volatile Runnable deed = () -> {};
  volatile Runnable news = () -> {};
  volatile boolean turnsAway;

  @Override
  public Names names() {
    return new Names("an echo", "echo", "caller");
  }

  @Override
  public Inbox<Character> inbox() {
    return new Inbox<>(LIMIT, _ -> 1, '*');
  }

  @Override
  public Optional<Dialogue<Character>> meet(PeerLine line, Runnable wake) {
    news = wake;
    return turnsAway ? Optional.empty() : Optional.of(new Echo(line));
  }

  private final class Echo implements Dialogue<Character> {

    private final PeerLine line;

    Echo(PeerLine line) {
      this.line = line;
    }

    @Override
    public void read(ByteBuffer data, Consumer<Character> to) {
      while (data.hasRemaining()) {
        to.accept((char) data.get());
      }
    }

    @Override
    public void begin() {
      steps.add("begin " + line.peer() + " on " + Thread.currentThread().getName());
    }

    @Override
    public void serve(Character piece) throws IOException, InterruptedException {
      switch (piece) {
        case '!' -> {
          waiting.countDown();
          goOn.acquire();
        }
        case '?' -> throw new IllegalStateException("a bug");
        case '#' -> deed.run();
        default -> {}
      }
      line.write(new byte[] {(byte) piece.charValue()});
    }

    @Override
    public void end() {
      steps.add("end " + line.peer());
    }
  }
}
