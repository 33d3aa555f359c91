package org.backplane.itests.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The EGD server of Debian's package {@code entropybroker}: its broker on a loopback port, a
 * program that feeds it, and the one that serves the protocol on a unix socket.
 */
final class EntropyBroker implements AutoCloseable {

  private static final String BROKER = "entropy_broker";
  private static final String SOURCE = "eb_server_stream";
  private static final String SERVER = "eb_client_egd";
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final String PASSWORD = "only for this test, 24 or more";

  private final Path folder;
  private final Path socket;
  private final int port;
  private final Deque<Process> started = new ArrayDeque<>();

  /**
   * Aborts the test with a reason where the package is not installed.
   *
   * @param folder for its files
   */
  static EntropyBroker start(Path folder) throws IOException {
    assumeTrue(
        Stream.of(BROKER, SOURCE, SERVER).allMatch(name -> program(name).isPresent()),
        "no EGD server of others: Debian's package entropybroker is not installed");
    return new EntropyBroker(folder);
  }

  private EntropyBroker(Path folder) throws IOException {
    this.folder = Files.createDirectory(folder);
    this.socket = folder.resolve("egd.sock");
    this.port = freePort();
    secret("users", "egd|" + PASSWORD + "|1000000000|yes\n");
    secret("password", "egd\n" + PASSWORD + "\n");
    Path settings = Files.writeString(folder.resolve("broker.conf"), settings());
    await("the broker", run(BROKER, "-c", settings.toString()), this::brokerListens);
    run(SOURCE, "-I", address(), "-d", "/dev/urandom", "-X", password());
    serve();
  }

  /** The address is one that its sockets, which are of IPv6, take for 127.0.0.1. */
  private String settings() {
    return """
        listen_adapter = ::ffff:127.0.0.1
        listen_port = %d
        listen_queue_size = 5
        disable_nagle = 1
        max_number_of_mem_pools = 512
        max_number_of_disk_pools = 1
        pool_size_in_bytes = 2048
        default_max_get_bps = 1000000000
        max_get_put_size = 32768
        stirrer_type = aes
        hash_type = sha512
        stream_cipher = 3des
        mac_hasher = md5
        hash_hasher = sha512
        bitcount_estimator = shannon
        ignore_rngtest_fips140 = 1
        ignore_rngtest_scc = 1
        default_sleep_time_when_pools_full = 1
        when_pools_full_allow_submit_interval = 1
        default_sleep_when_pools_empty = 1
        default_max_sleep_when_pools_empty = 1
        users = %s
        webserver_port = -1
        """
        .formatted(port, folder.resolve("users"));
  }

  /** Where the protocol is served. */
  Path socket() {
    return socket;
  }

  /** Begins to serve the protocol. */
  void serve() throws IOException {
    Files.deleteIfExists(socket); // it does not take over a socket that is there
    Process server = run(SERVER, "-I", address(), "-d", socket.toString(), "-X", password());
    await("the server", server, this::serverListens);
  }

  /** Ends the server and its connections, not the broker. */
  void kill() {
    end(started.pop());
  }

  private String address() {
    return "127.0.0.1:" + port;
  }

  private String password() {
    return folder.resolve("password").toString();
  }

  private Process run(String program, String... arguments) throws IOException {
    var command = new ArrayList<>(List.of(program(program).orElseThrow().toString(), "-n"));
    command.addAll(List.of(arguments));
    Path log = folder.resolve(program + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    started.push(process);
    return process;
  }

  private void secret(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.writeString(Files.createFile(file, mine), content);
  }

  @FunctionalInterface
  private interface Probe {
    boolean answers() throws IOException;
  }

  private void await(String what, Process process, Probe probe) throws IOException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!probe.answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        String logs = logs();
        close();
        throw new AssertionError(what + " of the package entropybroker does not start\n" + logs);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private boolean brokerListens() throws IOException {
    try (var _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      return true;
    } catch (ConnectException _) {
      return false;
    }
  }

  private boolean serverListens() throws IOException {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return true;
    } catch (SocketException _) {
      return false;
    }
  }

  private String logs() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      var all = new StringBuilder();
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        all.append(Files.readString(log));
      }
      return all.toString();
    }
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** By force: they take their time otherwise, and have nothing to put in order. */
  private static void end(Process process) {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    started.forEach(EntropyBroker::end);
  }
}
