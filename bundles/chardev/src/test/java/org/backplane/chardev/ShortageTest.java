package org.backplane.chardev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.OpenFlag;
import org.backplane.linux.Poller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host that has too few threads or descriptors costs a peer, not the device. */
@Timeout(60)
final class ShortageTest {

  @TempDir private Path folder;

  @Test
  void aLinkThatGetsNoThreadLivesOn() throws Exception {
    var rounds = new CountDownLatch(2);
    try (var ready = new Poller()) {
      Link link =
          Link.start(
              "c0",
              "socket 'c0'",
              ready,
              _ -> {
                rounds.countDown();
                throw new OutOfMemoryError("unable to create native thread, on purpose");
              });
      rounds.await();
      for (Thread thread : link.stop()) {
        thread.join();
      }
    }
  }

  @Test
  void aPeerForWhomThereIsNoDescriptorIsNeverThere() throws Throwable {
    Path path = folder.resolve("s");
    var frontEnd = new RecordingFrontEnd(1);
    try (Device device =
        Device.socket(Map.of("path", path.toString(), "server", true, "wait", false))) {
      device.code().attach(frontEnd);
      Client warm = Client.of(path);
      frontEnd.awaitOpened();
      warm.close();
      frontEnd.awaitClosed();
      Limit limit = Limit.now();
      try (var waiting = new Client(SocketChannel.open(StandardProtocolFamily.UNIX))) {
        limit.set(lowestFree() + 1L);
        waiting.channel().connect(UnixDomainSocketAddress.of(path));
        assertThat(waiting.isAtEnd()).isTrue();
        frontEnd.assertQuiet();
      } finally {
        limit.restore();
      }
      try (Client client = Client.of(path)) {
        client.send("x");
        frontEnd.awaitOpened();
        frontEnd.awaitText("x");
      }
    }
  }

  private static int lowestFree() throws Exception {
    try (var probe = FileDescriptor.open(Path.of("/dev/null"), Set.of(OpenFlag.READ))) {
      return probe.number();
    }
  }

  /** How many descriptors this process may have, RLIMIT_NOFILE. */
  private record Limit(long soft, long hard) {
    private static final int NUMBER_OF_FILES = 7;
    private static final MethodHandle GET = call("getrlimit");
    private static final MethodHandle SET = call("setrlimit");

    static Limit now() throws Throwable {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment both = arena.allocate(16, 8);
        assertThat((int) GET.invokeExact(NUMBER_OF_FILES, both)).isZero();
        return new Limit(both.get(JAVA_LONG, 0), both.get(JAVA_LONG, 8));
      }
    }

    void restore() throws Throwable {
      set(soft);
    }

    void set(long next) throws Throwable {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment both = arena.allocate(16, 8);
        both.set(JAVA_LONG, 0, next);
        both.set(JAVA_LONG, 8, hard);
        assertThat((int) SET.invokeExact(NUMBER_OF_FILES, both)).isZero();
      }
    }

    private static MethodHandle call(String name) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().find(name).orElseThrow(),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }
  }
}
