package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.backplane.linux.Poller.Interest;
import org.backplane.linux.Poller.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes over stream sockets, and how they connect, wait and end. */
@SuppressWarnings("try") // some close in the middle of a test
class StreamSocketTest extends StreamSocketRig {

  private static final Duration LONG = Duration.ofSeconds(50);

  @Test
  void carriesBytesAndTheirEnd() throws Exception {
    try (var pair = StreamSocket.pair()) {
      ByteBuffer target = ByteBuffer.allocate(16);
      assertThat(pair.other().read(target)).isZero();
      assertThat(pair.one().write(bytes("hello"))).isEqualTo(5);
      assertThat(pair.other().read(target)).isEqualTo(5);
      assertThat(text(target)).isEqualTo("hello");
      pair.one().write(bytes("bye"));
      pair.one().close();
      assertThat(pair.other().read(target.clear())).isEqualTo(3);
      assertThat(pair.other().read(target.clear())).isEqualTo(-1);
      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> pair.other().write(bytes("x")))
          .withMessageContaining("EPIPE");
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> pair.one().read(target));
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> pair.one().write(bytes("x")));
    }
  }

  @Test
  void aFullSocketTakesNothingUntilItIsRead() throws Exception {
    try (var pair = StreamSocket.pair();
        var poller = new Poller()) {
      ByteBuffer much = ByteBuffer.allocate(FileDescriptor.MAX_TRANSFER_BYTES);
      while (pair.one().write(much.clear()) > 0) {
        // until it is full
      }
      assertThat(pair.one().await(poller, Interest.WRITE, Duration.ZERO))
          .isEqualTo(Outcome.TIMED_OUT);
      while (pair.other().read(much.clear()) > 0) {
        // until it is empty
      }
      assertThat(pair.one().await(poller, Interest.WRITE, LONG)).isEqualTo(Outcome.READY);
      assertThat(pair.one().write(much.clear())).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void connectsOverTcpAndKnowsTheNames(String host) throws Exception {
    var any = new SocketName.Inet(new InetSocketAddress(InetAddress.getByName(host), 0));
    try (var listener = ListeningSocket.bind(any, 1);
        var poller = new Poller()) {
      assertThat(listener.accept()).isEmpty();
      try (var client = StreamSocket.connecting(listener.local())) {
        assertThat(client.await(poller, Interest.WRITE, LONG)).isEqualTo(Outcome.READY);
        client.finishConnect();
        assertThat(listener.await(poller, LONG)).isEqualTo(Outcome.READY);
        try (var served = listener.accept().orElseThrow()) {
          assertThat(served.remote()).isEqualTo(client.local());
          assertThat(client.remote()).isEqualTo(listener.local());
          served.setNoDelay(true);
          served.write(bytes("tcp"));
          client.await(poller, Interest.READ, LONG);
          assertThat(read(client)).isEqualTo("tcp");
          assertThat(client.passesDescriptors()).isFalse();
          assertThatIllegalArgumentException()
              .isThrownBy(() -> client.stageDescriptors(List.of(0)));
        }
      }
      var gone = listener.local();
      listener.close();
      assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(listener::accept);
      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> connected(gone))
          .withMessageContaining("ECONNREFUSED");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNameForAllAddressesTakesInClientsOverBothVersionsOrOne(boolean ipv6Only) throws Exception {
    var all = new SocketName.Inet(new InetSocketAddress(InetAddress.getByName("::"), 0));
    try (var listener = ListeningSocket.bind(all, 1, ipv6Only);
        var poller = new Poller()) {
      int port = ((SocketName.Inet) listener.local()).address().getPort();
      connected(new SocketName.Inet(new InetSocketAddress("::1", port))).close();
      assertThat(listener.await(poller, LONG)).isEqualTo(Outcome.READY);
      listener.accept().orElseThrow().close();
      var over4 = new SocketName.Inet(new InetSocketAddress("127.0.0.1", port));
      if (ipv6Only) {
        assertRefused("ECONNREFUSED", () -> connected(over4).close());
      } else {
        connected(over4).close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHangUpIsSeenWithoutReadingWhatWasSaidBefore(boolean tcp) throws Exception {
    try (var pair = tcp ? tcpPair() : StreamSocket.pair();
        var poller = new Poller()) {
      pair.other().write(bytes("last"));
      assertThat(pair.one().await(poller, Interest.READ, LONG)).isEqualTo(Outcome.READY);
      assertThat(pair.one().await(poller, Interest.HANG_UP, Duration.ZERO))
          .isEqualTo(Outcome.TIMED_OUT);
      pair.other().close();
      assertThat(pair.one().await(poller, Interest.HANG_UP, LONG)).isEqualTo(Outcome.READY);
      assertThat(pair.one().unread()).isEqualTo(4);
      assertThat(read(pair.one())).isEqualTo("last");
      assertThat(pair.one().unread()).isZero();
    }
  }

  private static StreamSocket.Pair tcpPair() throws Exception {
    var any = new SocketName.Inet(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (var listener = ListeningSocket.bind(any, 1);
        var poller = new Poller()) {
      var client = connected(listener.local());
      listener.await(poller, LONG);
      return new StreamSocket.Pair(listener.accept().orElseThrow(), client);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void abstractNamesStandInNoFileSystem(boolean tight) throws Exception {
    var name = new SocketName.Abstract("backplane-test-" + ProcessHandle.current().pid(), tight);
    try (var listener = ListeningSocket.bind(name, 1);
        var client = connected(name);
        var served = listener.accept().orElseThrow()) {
      assertThat(client.remote()).isEqualTo(name);
      assertThat(served.remote()).isEqualTo(new SocketName.Nameless(SocketCalls.AF_UNIX));
      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> ListeningSocket.bind(name, 1))
          .withMessageContaining("EADDRINUSE");
      var other = new SocketName.Abstract(name.name(), !tight);
      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> connected(other))
          .withMessageContaining("ECONNREFUSED");
    }
  }

  @Test
  void aFullQueueRefuses() throws Exception {
    var name = new SocketName.File(folder.resolve("s"));
    List<StreamSocket> crowd = new ArrayList<>();
    try (var _ = ListeningSocket.bind(name, 0)) {
      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(
              () -> {
                for (int i = 0; i < 10; i++) {
                  crowd.add(connected(name));
                }
              })
          .withMessageContaining("EAGAIN");
    } finally {
      crowd.forEach(StreamSocket::close);
    }
  }

  @Test
  void closingEndsTheWaitOfAnotherThread() throws Exception {
    try (var pair = StreamSocket.pair();
        var poller = new Poller()) {
      var waiting = new FutureTask<>(() -> pair.one().await(poller, Interest.READ, LONG));
      Thread.ofPlatform().daemon().start(waiting);
      pair.one().close();
      try {
        assertThat(waiting.get()).isEqualTo(Outcome.READY);
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(ClosedChannelException.class); // it came too late
      }
      assertThat(pair.other().read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void takesOverAnInheritedSocketOnceAndNoneOfItsOwn() throws Exception {
    try (var pair = StreamSocket.pair();
        var listener = ListeningSocket.bind(new SocketName.File(folder.resolve("s")), 1)) {
      int connected = RawMessages.inheritable(pair.one().descriptor());
      int listening = RawMessages.inheritable(listener.descriptor());
      assertRefused("EINVAL", () -> ListeningSocket.inherited(connected).close());
      assertRefused("EINVAL", () -> StreamSocket.inherited(listening).close());
      try (var served = StreamSocket.inherited(connected);
          var taken = ListeningSocket.inherited(listening)) {
        assertThat(served.passesDescriptors()).isTrue();
        served.write(bytes("x"));
        assertThat(read(pair.other())).isEqualTo("x");
        assertThat(taken.local()).isEqualTo(listener.local());
        assertThat(taken.accept()).isEmpty();
        assertRefused("EBUSY", () -> StreamSocket.inherited(connected).close());
        assertRefused("EBUSY", () -> ListeningSocket.inherited(listening).close());
      }
      assertRefused("EBADF", () -> StreamSocket.inherited(connected).close());
    }
    assertRefused("EBADF", () -> StreamSocket.inherited(-1).close());
    assertRefused("EBADF", () -> StreamSocket.inherited(0).close());
    try (var file = file("x")) {
      int number = RawMessages.inheritable(file);
      assertRefused("ENOTSOCK", () -> StreamSocket.inherited(number).close());
      FileDescriptor.adopt(number).close();
    }
  }

  private static StreamSocket connected(SocketName name) throws IOException {
    var socket = StreamSocket.connecting(name);
    try (var poller = new Poller()) {
      socket.await(poller, Interest.WRITE, LONG);
      socket.finishConnect();
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void assertRefused(String errno, ThrowingCallable call) {
    assertThatExceptionOfType(LinuxException.class).isThrownBy(call).withMessageContaining(errno);
  }
}
