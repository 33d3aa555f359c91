package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code query-chardev} shows while peers come and go, and how soon a client comes back. */
class ChardevNamesIT {

  private static Installation installation;
  private EntropyGuest guest;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  @BeforeEach
  void start() throws Exception {
    guest = EntropyGuest.start(installation, "idle", "", "-object", "rng-builtin,id=rng0");
  }

  @AfterEach
  void end() throws Exception {
    guest.close();
  }

  /** A device without a front end serves nobody: rng-egd is one. */
  private void add(String address, String more) throws IOException {
    guest.qmp.returned(
        """
        {"execute":"chardev-add","arguments":{"id":"c","backend":{"type":"socket","data":\
        {"addr":%s%s}}}}\
        """
            .formatted(address, more));
    guest.qmp.returned(
        "{\"execute\":\"object-add\",\"arguments\":"
            + "{\"qom-type\":\"rng-egd\",\"id\":\"e\",\"chardev\":\"c\"}}");
  }

  private static String unix(Path path) {
    return "{\"type\":\"unix\",\"data\":{\"path\":\"%s\"}}".formatted(path);
  }

  private static String tcp(int port) {
    return "{\"type\":\"inet\",\"data\":{\"host\":\"127.0.0.1\",\"port\":\"%d\"}}".formatted(port);
  }

  @Test
  void aUnixServer() throws Exception {
    Path socket = installation.scratch("server.sock");
    add(unix(socket), "");
    String name = "unix:" + socket + ",server=on";
    assertThat(guest.filename("c")).isEqualTo("disconnected:" + name);
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      guest.awaitFilename("c", Pattern.quote(name));
    }
    guest.awaitFilename("c", Pattern.quote("disconnected:" + name));
  }

  @Test
  void aUnixClient() throws Exception {
    Path socket = installation.scratch("client.sock");
    add(unix(socket), ",\"server\":false,\"reconnect-ms\":50");
    assertThat(guest.filename("c")).isEqualTo("disconnected:unix:" + socket);
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      try (var _ = server.accept()) {
        guest.awaitFilename("c", Pattern.quote("unix:" + socket));
      }
    }
    guest.awaitFilename("c", Pattern.quote("disconnected:unix:" + socket));
  }

  @Test
  void aTcpServer() throws Exception {
    add(tcp(0), "");
    String away = guest.filename("c");
    assertThat(away).matches("disconnected:tcp:127\\.0\\.0\\.1:[1-9][0-9]*,server=on");
    int port = Integer.parseInt(away.replaceAll(".*:([0-9]+),server=on", "$1"));
    try (var peer = new Socket(InetAddress.getLoopbackAddress(), port)) {
      guest.awaitFilename(
          "c",
          Pattern.quote(
              "tcp:127.0.0.1:%d,server=on <-> 127.0.0.1:%d".formatted(port, peer.getLocalPort())));
    }
    guest.awaitFilename("c", Pattern.quote(away));
  }

  @Test
  void aTcpClient() throws Exception {
    try (var server = new ServerSocket()) {
      server.bind(new InetSocketAddress("127.0.0.1", 0));
      int port = server.getLocalPort();
      add(tcp(port), ",\"server\":false,\"reconnect-ms\":50");
      try (Socket peer = server.accept()) {
        guest.awaitFilename(
            "c",
            Pattern.quote("tcp:127.0.0.1:%d <-> 127.0.0.1:%d".formatted(peer.getPort(), port)));
      }
      server.close();
      guest.awaitFilename("c", Pattern.quote("disconnected:tcp:127.0.0.1:" + port));
    }
  }

  /** The quickest of several comes back in time; a busy machine may hold up the others. */
  @Test
  void aClientComesBackWhenItWasToldTo() throws Exception {
    Path socket = installation.scratch("returning.sock");
    List<Duration> pauses = new ArrayList<>();
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      add(unix(socket), ",\"server\":false,\"reconnect-ms\":300");
      server.accept().close();
      for (int i = 0; i < 8; i++) {
        long since = System.nanoTime();
        SocketChannel peer = server.accept();
        pauses.add(Duration.ofNanos(System.nanoTime() - since));
        peer.close();
      }
    }
    System.out.println("a client that shall come back after 300 ms did so after " + pauses);
    assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofMillis(290)) >= 0);
    assertThat(pauses).anyMatch(pause -> pause.compareTo(Duration.ofMillis(350)) <= 0);
  }
}
