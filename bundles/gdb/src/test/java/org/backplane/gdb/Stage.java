package org.backplane.gdb;

import org.backplane.api.machine.RunState;
import org.backplane.gdb.fake.Client;
import org.backplane.gdb.fake.FakeMachine;
import org.backplane.gdb.fake.FakeParser;
import org.backplane.tck.chardev.OneDeviceRegistry;

/** The stub between a debugger and a machine of the test's own. */
final class Stage implements AutoCloseable {

  final FakeMachine machine;
  final OneDeviceRegistry registry = new OneDeviceRegistry();
  final GdbServer server = new GdbServer(registry.face(), FakeParser.face());
  private long clients;

  Stage(int harts) {
    machine = new FakeMachine(harts);
    server.bindMachine(machine.face());
  }

  static Stage serving() throws Exception {
    var stage = new Stage(2);
    stage.server.listen("tcp::1234");
    return stage;
  }

  /** A debugger that has been let in. */
  Client attached() throws Exception {
    var client = new Client(registry.device().connect(++clients));
    client.ask("?");
    return client;
  }

  boolean running() {
    return machine.state == RunState.RUNNING;
  }

  @Override
  public void close() {
    server.close();
  }
}
