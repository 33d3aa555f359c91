package org.backplane.itests.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.backplane.json.JsonWriter;

/**
 * A process with a QMP monitor on a socket. After a failure it is replaced, so that what comes next
 * does not suffer for it.
 */
final class MonitoredHost implements AutoCloseable {

  private static final List<String> TRACES =
      List.of(CaseFolder.PREFIX, "/memfd:memory-backend-memfd", "/memfd:m", "/dev/shm/");

  private final Path socket;
  private final Callable<Host> start;
  private Optional<Host> host = Optional.empty();
  private Optional<QmpClient> client = Optional.empty();

  MonitoredHost(Path socket, Callable<Host> start) {
    this.socket = socket;
    this.start = start;
  }

  static MonitoredHost backplane(Installation installation) {
    Path socket = installation.scratch("memory.sock");
    return new MonitoredHost(socket, () -> installation.start(words(socket)));
  }

  static MonitoredHost qemu(Path executable, Path folder) {
    Path socket = folder.resolve("qemu.sock");
    var command = new ProcessBuilder(executable.toString());
    command.command().addAll(List.of("-display", "none"));
    command.command().addAll(List.of(words(socket)));
    return new MonitoredHost(socket, () -> Host.of(command.start()));
  }

  private static String[] words(Path socket) {
    return new String[] {
      "-machine", "none", "-nodefaults", "-qmp", "unix:" + socket + ",server=on,wait=off"
    };
  }

  private QmpClient client() throws Exception {
    if (host.isPresent() && !host.get().isAlive()) {
      String picture = host.get().picture();
      stop();
      throw new AssertionError("the host ended by itself\n" + picture);
    }
    if (host.isEmpty()) {
      host = Optional.of(start.call());
    }
    if (client.isEmpty()) {
      client = Optional.of(QmpClient.awaited(host.get(), socket));
    }
    return client.orElseThrow();
  }

  /** Sends a message and gives the answer, whatever it is. */
  Map<?, ?> reply(String message) throws Exception {
    try {
      return client().reply(message);
    } catch (IOException e) {
      String picture = host.map(Host::picture).orElse("");
      stop();
      throw new AssertionError("the host ended at " + message + "\n" + picture, e);
    }
  }

  Map<?, ?> reply(String command, Map<String, Object> arguments) throws Exception {
    return reply(JsonWriter.compact(Map.of("execute", command, "arguments", arguments)));
  }

  Object returned(String command, Map<String, Object> arguments) throws Exception {
    Map<?, ?> reply = reply(command, arguments);
    if (!reply.containsKey("return")) {
      throw new AssertionError(command + " " + arguments + " -> " + reply);
    }
    return reply.get("return");
  }

  /** The process' mappings at this moment. */
  HostMaps maps() throws IOException {
    return HostMaps.of(pid());
  }

  /** Mappings and descriptors that the memory of a case has left in the process. */
  List<String> traces() throws IOException {
    Path process = Path.of("/proc/" + pid());
    try (Stream<String> mappings = Files.lines(process.resolve("maps"));
        Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return Stream.concat(mappings, descriptors.flatMap(MonitoredHost::target))
          .filter(name -> TRACES.stream().anyMatch(name::contains))
          .toList();
    }
  }

  private static Stream<String> target(Path link) {
    try {
      return Stream.of(Files.readSymbolicLink(link).toString());
    } catch (IOException _) {
      return Stream.empty(); // closed meanwhile
    }
  }

  private long pid() {
    return host.orElseThrow().pid();
  }

  /** Ends the process, so that the next message meets a fresh one. */
  void stop() throws Exception {
    try (Host _ = host.orElse(null);
        QmpClient _ = client.orElse(null)) {
      host = Optional.empty();
      client = Optional.empty();
    }
    Files.deleteIfExists(socket);
  }

  @Override
  public void close() throws Exception {
    stop();
  }
}
