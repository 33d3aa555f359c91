package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nobody but this user, and nobody from elsewhere, unless that is asked for. */
@Timeout(60)
final class SocketSecrecyTest {

  private static final int ROUNDS = 200;

  @TempDir private Path folder;

  /** Whoever looks, at whatever moment, sees a socket that is the owner's alone. */
  @Test
  void aSocketIsPrivateFromTheFirstMomentOn() throws Exception {
    Path path = folder.resolve("s");
    Set<String> seen = new ConcurrentSkipListSet<>();
    Thread observer = Thread.ofPlatform().start(() -> observe(path, seen));
    for (int round = 0; round < ROUNDS; round++) {
      Device.socket(Map.of("path", path.toString(), "server", true, "wait", false)).close();
    }
    observer.interrupt();
    observer.join();
    assertThat(seen).isSubsetOf("rw-------");
  }

  private static void observe(Path path, Set<String> seen) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      } catch (NoSuchFileException _) {
        // not there at the moment
      } catch (IOException e) {
        seen.add(e.toString());
      }
    }
  }

  @Test
  void withoutAHostAPortIsForThisHostAlone() throws Exception {
    Optional<InetAddress> outside = outside();
    assumeTrue(outside.isPresent(), "this host has no address but the loopback");
    try (Device device = Device.socket(Map.of("port", "0", "server", true, "wait", false))) {
      assertThat(device.code().filename()).startsWith("disconnected:tcp:127.0.0.1:");
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> connect(outside.get(), device));
    }
    try (Device device =
        Device.socket(Map.of("host", "0.0.0.0", "port", "0", "server", true, "wait", false))) {
      connect(outside.get(), device);
    }
  }

  private static void connect(InetAddress address, Device device) throws IOException {
    SocketChannel.open(new InetSocketAddress(address, Pki.port(device))).close();
  }

  private static Optional<InetAddress> outside() throws Exception {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .findFirst();
  }
}
