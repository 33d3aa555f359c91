package org.backplane.monitor;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Measured;
import org.backplane.api.monitor.Monitors.Mode;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.json.JsonException;
import org.backplane.json.JsonNull;
import org.backplane.monitor.control.Surroundings;
import org.backplane.monitor.fake.FakeCpu;
import org.backplane.monitor.fake.FakeJobs;
import org.backplane.monitor.fake.FakeMachine;
import org.backplane.monitor.fake.FakeMachineBuilder;
import org.backplane.monitor.fake.FakeParser;
import org.backplane.monitor.fake.FakeRegistry;
import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.backplane.monitor.observe.MonitorTrace;
import org.backplane.monitor.session.Limits;
import org.backplane.tck.qmp.WireSchema;

/** A monitor in the scripted world. */
final class Stage implements AutoCloseable {

  static final String QMP = "qmp0";
  static final String HMP = "hmp0";
  private static final String NEGOTIATE = "{'execute':'qmp_capabilities'}";

  /** What a query needs to be told. */
  private static final Map<String, String> NEEDED =
      Map.of(
          "query-stats", "{'target':'object'}",
          "query-cpu-model-expansion", "{'type':'full','model':{'name':'rv64'}}",
          "x-query-virtio-status", "{'path':'/machine/peripheral/r0'}",
          "x-query-virtio-queue-status", "{'path':'/machine/peripheral/r0','queue':0}");

  final FakeRegistry registry = new FakeRegistry();
  final FakeMachine machine = new FakeMachine();
  final FakeMachineBuilder builder = new FakeMachineBuilder();
  final FakeJobs jobs = new FakeJobs();
  final FakeCpu cpu = new FakeCpu();
  final MonitorTrace trace = new MonitorTrace();
  Surroundings around = new Surroundings();
  final MonitorService monitors;
  private long peers;
  private Optional<WireSchema> schema = Optional.empty();
  private ScriptedChardev qmp = new ScriptedChardev();
  private final ScriptedChardev hmp = new ScriptedChardev();

  Stage() {
    this(Limits.USUAL);
  }

  Stage(Limits limits) {
    monitors = new MonitorService(registry, new FakeParser(), new Scene(), trace, limits);
    registry.attach(QMP, qmp);
    registry.attach(HMP, hmp);
  }

  /** The scripted world. */
  private final class Scene implements World {
    @Override
    public String version() {
      return "0.1.0";
    }

    @Override
    public Registration follow(Surroundings now) {
      return surround(now);
    }

    @Override
    public Registration publish(Measured measured) {
      around.measured().add(measured);
      return () -> around.measured().remove(measured);
    }
  }

  private Registration surround(Surroundings now) {
    around = now;
    around.machine().set(machine);
    around.builder().set(builder);
    around.jobs().set(jobs);
    around.cpu().set(cpu);
    registry.publishTo(
        new FakeRegistry.Publication(around.chardevs()::add, around.chardevs()::remove));
    return () -> {
      around.machine().unset(machine);
      around.jobs().unset(jobs);
    };
  }

  Registration open(Mode mode, boolean pretty) throws BackplaneException {
    return monitors.open(mode == Mode.CONTROL ? QMP : HMP, mode, pretty);
  }

  /** A peer of a QMP monitor that has read the greeting, and whose messages may be nonsense. */
  ScriptedPeer stranger() throws Exception {
    if (!qmp.attached()) {
      var _ = open(Mode.CONTROL, false);
    }
    ScriptedPeer peer = qmp.connect(++peers);
    peer.message();
    return peer;
  }

  /** A peer of a QMP monitor that has read the greeting. */
  ScriptedPeer greeted() throws Exception {
    return stranger().check(schema());
  }

  /** What a monitor says of itself; all peers' messages are held against it. */
  WireSchema schema() throws Exception {
    if (schema.isEmpty()) {
      ScriptedPeer peer = qmp.connect(++peers);
      peer.message();
      ask(peer, NEGOTIATE);
      Object entities = ask(peer, "{'execute':'query-qmp-schema'}").get("return");
      peer.hangUp();
      schema = Optional.of(new WireSchema(Objects.requireNonNull(entities), JsonNull.NULL));
    }
    return schema.get();
  }

  /** A peer that may use all commands. */
  ScriptedPeer negotiated() throws Exception {
    ScriptedPeer peer = greeted();
    ask(peer, NEGOTIATE);
    return peer;
  }

  /** A peer of an HMP monitor that has seen banner and prompt. */
  ScriptedPeer person() throws Exception {
    if (!hmp.attached()) {
      var _ = open(Mode.READLINE, false);
    }
    ScriptedPeer peer = hmp.connect(++peers);
    peer.until("(qemu) ");
    return peer;
  }

  static Map<String, Object> ask(ScriptedPeer peer, String request)
      throws InterruptedException, JsonException {
    return peer.send(request).message();
  }

  /** What a query answers, told no more than it needs. */
  static Map<String, Object> query(ScriptedPeer peer, String command)
      throws InterruptedException, JsonException {
    String arguments = NEEDED.getOrDefault(command, "{}");
    return ask(peer, "{'execute':'" + command + "','arguments':" + arguments + "}");
  }

  /** What a line prints, its echo taken away. */
  static String type(ScriptedPeer person, String line) throws InterruptedException {
    String screen = person.send(line + "\r").until("(qemu) ");
    String echo = line + "\r\n";
    if (!screen.startsWith(echo)) {
      throw new AssertionError("no echo of '" + line + "' in: " + screen);
    }
    return screen.substring(echo.length());
  }

  ScriptedChardev chardev() {
    return qmp;
  }

  /** New code of the QMP monitor's device. */
  ScriptedChardev nextChardev() {
    qmp = new ScriptedChardev();
    return qmp;
  }

  @Override
  public void close() {
    registry.release();
    monitors.close();
  }
}
