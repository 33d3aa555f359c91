package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.backplane.api.HostException;
import org.backplane.tck.LiveThreads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The registry interrupts the thread that makes an object when the object is not wanted any more.
 */
final class InterruptedCreationTest {

  private static final Duration PROMPT = Duration.ofSeconds(1);

  @TempDir private Path folder;

  // The JDK opens descriptors of its own at the first use.
  @BeforeAll
  static void warmUp() throws Exception {
    try (Device server = Device.socket(Map.of("port", "0", "server", true, "wait", false))) {
      assertThat(server.code().filename()).startsWith("disconnected:");
    }
  }

  @Test
  void aServerThatWaitsForItsFirstClient() throws Exception {
    Path path = folder.resolve("s");
    long before = descriptors();
    var making = new Making(Map.of("path", path.toString(), "server", true));
    Await.until("the socket", () -> Files.exists(path));
    making.interrupt("no client came: the wait was interrupted");
    assertThat(folder).isEmptyDirectory();
    assertNothingLeft(before);
  }

  @Test
  void aTcpServerThatWaitsForItsFirstClient() throws Exception {
    long before = descriptors();
    var making = new Making(Map.of("port", "0", "server", true));
    Await.until("the listener", () -> descriptors() >= before + 2);
    making.interrupt("no client came: the wait was interrupted");
    assertNothingLeft(before);
  }

  @Test
  void aClientWhoseServerDoesNotAnswer() throws Exception {
    try (var server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      List<SocketChannel> crowd = new ArrayList<>();
      try {
        fillQueue(server, crowd);
        long before = descriptors();
        int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        var making = new Making(Map.of("port", Integer.toString(port)));
        // One is for waiting, and is there before the socket.
        Await.until("the client", () -> descriptors() >= before + 2);
        making.interrupt("cannot connect to tcp:127.0.0.1:" + port + ": interrupted while");
        assertNothingLeft(before);
      } finally {
        for (SocketChannel one : crowd) {
          one.close();
        }
      }
    }
  }

  @Test
  void aNameLookupThatTakesLong() throws Exception {
    var inside = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    try {
      var waiting =
          new Waiting<>(
              () ->
                  NameLookup.run(
                      () -> {
                        inside.countDown();
                        goOn.await();
                        return new InetAddress[0];
                      },
                      Duration.ofSeconds(20)));
      inside.await();
      assertThat(waiting.interrupted())
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage("interrupted while looking up the host's name");
    } finally {
      goOn.countDown();
    }
    Await.until("the lookup to end", () -> LiveThreads.named("chardev-lookup").isEmpty());
  }

  @Test
  void aNameLookupHasADeadline() throws Exception {
    var goOn = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                NameLookup.run(
                    () -> {
                      goOn.await();
                      return new InetAddress[0];
                    },
                    Duration.ofMillis(50)))
        .hasMessageContaining("ETIMEDOUT");
    goOn.countDown();
  }

  // The kernel leaves those unanswered for whom the queue has no place.
  private static void fillQueue(ServerSocketChannel server, List<SocketChannel> crowd)
      throws Exception {
    boolean answered = true;
    while (answered) {
      SocketChannel one = SocketChannel.open();
      crowd.add(one);
      one.configureBlocking(false);
      one.connect(server.getLocalAddress());
      try (var ready = Selector.open()) {
        one.register(ready, SelectionKey.OP_CONNECT);
        ready.select(200);
        answered = one.finishConnect();
      }
    }
  }

  private static void assertNothingLeft(long descriptorsBefore) throws Exception {
    Await.until("descriptors to be freed", () -> descriptors() <= descriptorsBefore);
    Await.until("all threads to end", () -> LiveThreads.named("backplane-").isEmpty());
  }

  private static long descriptors() throws Exception {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  /** A call on a virtual thread that an interrupt shall end. */
  private static class Waiting<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    Waiting(Callable<T> call) {
      task = new FutureTask<>(call);
      thread = Thread.ofVirtual().start(task);
    }

    Throwable interrupted() throws InterruptedException {
      long start = System.nanoTime();
      thread.interrupt();
      try {
        throw new AssertionError("it ended well: " + task.get());
      } catch (ExecutionException e) {
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPT);
        return e.getCause();
      }
    }
  }

  private static final class Making extends Waiting<Device> {
    Making(Map<String, ?> options) {
      super(() -> Device.socket(options));
    }

    void interrupt(String expected) throws InterruptedException {
      assertThat(interrupted())
          .asInstanceOf(InstanceOfAssertFactories.throwable(HostException.class))
          .hasMessageStartingWith("socket 'c0': ")
          .hasMessageContaining(expected);
    }
  }
}
