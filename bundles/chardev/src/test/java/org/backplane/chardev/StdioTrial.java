package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;

/** A process with a {@code stdio} device that answers each key; {@link StdioTerminalTest}'s. */
final class StdioTrial {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  private static final Semaphore ENDED = new Semaphore(0);

  private StdioTrial() {}

  /** The argument is the value of {@code signal}. */
  public static void main(String[] arguments) throws Exception {
    BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(commands))); // the way a launcher ends in order
    var options = Map.of("signal", Boolean.parseBoolean(arguments[0]));
    try (Device device = Device.of(new StdioFactory(), "s0", options)) {
      device.code().attach(new Answering(commands));
      for (String next = commands.take(); !next.equals("q"); next = commands.take()) {
        device.exchange();
        device.code().attach(new Answering(commands));
      }
    } finally {
      ENDED.release();
    }
  }

  private static void end(BlockingQueue<String> commands) {
    commands.add("q");
    ENDED.acquireUninterruptibly();
  }

  private record Answering(BlockingQueue<String> commands) implements FrontEnd {
    @Override
    public void opened(Connection connection) {
      answer(connection, "ready");
    }

    @Override
    public void received(Connection connection, ByteBuffer data) {
      while (data.hasRemaining()) {
        int key = data.get();
        answer(connection, "<%d>".formatted(key));
        if (key == 'q' || key == 'x') {
          commands.add(Character.toString(key));
        }
      }
    }

    private static void answer(Connection connection, String text) {
      try {
        connection.write(StandardCharsets.US_ASCII.encode(text), SECONDS);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void closed(Connection connection) {}
  }
}
