package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test programs that talk to their host, and device trees that are asked for instead of a run. */
class TestProgramTest {

  private static final long TOHOST = 0x8000_0100L;
  private static final int RAM_BYTES = 16 << 20;
  private static final int MAGIC = 0xd00d_feed;

  @TempDir Path folder;

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);
  private Path kernel = Path.of("");

  @BeforeEach
  void addParts() throws IOException {
    var _ = rig.host.addMemory("m0", RAM_BYTES, true);
    kernel = Files.write(folder.resolve("test.elf"), TinyElf.test(TOHOST));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theProgramsResultEndsTheMachine() throws Exception {
    started(request());
    cpu.hart().does(bus -> bus.store(TOHOST, 8, 1));
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
  }

  @Test
  void aFailedTestIsTheExitStatus() throws Exception {
    started(request());
    cpu.hart().does(bus -> bus.store(TOHOST, 8, 7 << 1 | 1));
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_PANIC, 7));
  }

  @Test
  void itsOutputGoesToTheSerialLine() throws Exception {
    var terminal = new Terminal(rig.host.log);
    rig.host.addChardev("c0", terminal);
    started(request().serial("c0"));
    cpu.hart()
        .does(
            bus -> {
              bus.store(TOHOST, 8, 0x0101L << 48 | 'k');
              while (bus.load(TOHOST, 8) != 0) {
                Thread.onSpinWait();
              }
              bus.store(TOHOST, 8, 1);
            });
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
    assertThat(terminal.written).containsExactly("k");
  }

  @Test
  void nobodyWatchesWhileTheMachineIsPaused() throws Exception {
    VirtualMachine machine = started(request());
    var bus = new AtomicLong();
    cpu.hart().doesNow(it -> bus.set(it.load(TOHOST, 8)));
    assertThat(watchers()).isOne();
    machine.stop();
    assertThat(watchers()).isZero();
    machine.cont();
    assertThat(watchers()).isOne();
    machine.close();
    assertThat(watchers()).isZero();
  }

  @Test
  void aResetStartsAfresh() throws Exception {
    VirtualMachine machine = started(request());
    machine.stop();
    PhysicalBus[] seen = new PhysicalBus[1];
    machine.cont();
    cpu.hart().doesNow(bus -> seen[0] = bus);
    machine.stop();
    seen[0].store(TOHOST, 8, 3);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(seen[0].load(TOHOST, 8)).isZero();
    machine.cont();
    cpu.hart().does(bus -> bus.store(TOHOST, 8, 1));
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
  }

  @Test
  void offMeansThatNobodyWatches() throws Exception {
    VirtualMachine machine = started(request().option("htif", "off"));
    assertThat(watchers()).isZero();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void onNeedsAProgramThatTalks() throws Exception {
    Path silent = Files.write(folder.resolve("silent.elf"), TinyElf.bytes());
    assertThatThrownBy(() -> rig.build(request().kernel(silent).option("htif", "on")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("tohost");
    started(request().kernel(silent));
    assertThat(watchers()).isZero();
  }

  @Test
  void theDeviceTreeIsWrittenInThePlaceOfARun() throws Exception {
    Path file = folder.resolve("virt.dtb");
    started(request().option("dumpdtb", file.toString()));
    rig.await(new MachineEvent.Shutdown(Cause.HOST_SIGNAL, 0));
    assertThat(ByteBuffer.wrap(Files.readAllBytes(file)).getInt()).isEqualTo(MAGIC);
    Path plain = Files.createFile(folder.resolve("plain"));
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
    assertThat(rig.host.log).doesNotContain("hart-0 runs");
  }

  @Test
  void theDeviceTreeWaitsForTheCpu() throws Exception {
    Path file = folder.resolve("virt.dtb");
    VirtualMachine machine = rig.build(request().option("dumpdtb", file.toString()));
    rig.listen(machine);
    machine.cont();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(file).doesNotExist();
    rig.builder.bindCpu(cpu);
    rig.await(new MachineEvent.Shutdown(Cause.HOST_SIGNAL, 0));
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void aTreeThatCannotBeWrittenIsRefusedOrEndsInFailure() throws Exception {
    for (String bad : new String[] {folder + "/missing/x.dtb", folder.toString(), ""}) {
      assertThatThrownBy(() -> rig.build(request().option("dumpdtb", bad)))
          .isInstanceOf(BackplaneException.class)
          .hasMessageStartingWith("machine 'virt': dumpdtb: ");
    }
    Path gone = Files.createDirectory(folder.resolve("gone"));
    VirtualMachine machine = rig.build(request().option("dumpdtb", gone + "/x.dtb"));
    rig.listen(machine);
    Files.delete(gone);
    rig.builder.bindCpu(cpu);
    machine.cont();
    rig.await(new MachineEvent.Shutdown(Cause.HOST_ERROR, 1));
  }

  @Test
  void whatIsNoRegularFileIsNotWrittenTo() throws Exception {
    Path pipe = pipe(folder.resolve("pipe"));
    kernel = signedProgram();
    for (String property : List.of("dumpdtb", "x-signature")) {
      for (Path bad : List.of(pipe, Path.of("/dev/null"))) {
        assertThatThrownBy(() -> rig.build(request().option(property, bad.toString())))
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageContaining(property)
            .hasMessageContaining("'" + bad + "' is no regular file");
      }
    }
  }

  /** A file that became a pipe meanwhile stands for one on a disk that does not answer. */
  @Test
  void nobodyWaitsForTheDeviceTreesFile() throws Exception {
    Path file = folder.resolve("virt.dtb");
    VirtualMachine machine = rig.build(request().option("dumpdtb", file.toString()));
    rig.listen(machine);
    rig.builder.bindCpu(cpu);
    pipe(file);
    machine.cont();
    machine.stop();
    assertThat(machine.state()).isEqualTo(RunState.PAUSED);
    assertThat(ByteBuffer.wrap(Files.readAllBytes(file)).getInt()).isEqualTo(MAGIC);
    rig.await(new MachineEvent.Shutdown(Cause.HOST_SIGNAL, 0));
  }

  @Test
  void nobodyWaitsForTheSignaturesFile() throws Exception {
    Path file = folder.resolve("signature");
    VirtualMachine machine = writesItsSignature(file);
    machine.stop();
    assertThat(watchers()).isZero();
    assertThat(machine.state()).isEqualTo(RunState.PAUSED);
    assertThat(Files.readString(file)).isEqualTo("00000000000000000000000000000007\n");
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
  }

  @Test
  void aSignatureOfAnEarlierLifeConcernsNobody() throws Exception {
    Path file = folder.resolve("signature");
    VirtualMachine machine = writesItsSignature(file);
    List<Thread> writers = threads("output-file");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(writers).hasSize(1);
    assertThat(Files.readString(file)).isEqualTo("00000000000000000000000000000007\n");
    writers.getFirst().join();
    cpu.hart().doesNow(_ -> {});
    machine.stop(); // after whatever the writer has asked for
    assertThat(machine.state()).isEqualTo(RunState.PAUSED);
    machine.cont();
    cpu.hart().does(bus -> bus.store(TOHOST, 8, 5));
    assertThat(Files.readString(file)).hasSize(33);
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_PANIC, 2));
  }

  /** A program that has ended, with a signature that nobody takes as yet. */
  private VirtualMachine writesItsSignature(Path file) throws Exception {
    kernel = signedProgram();
    VirtualMachine machine = started(request().option("x-signature", file.toString()));
    pipe(file);
    cpu.hart()
        .does(
            bus -> {
              bus.store(TOHOST + 16, 8, 7);
              bus.store(TOHOST, 8, 1);
            });
    while (threads("output-file").isEmpty()) {
      Thread.onSpinWait();
    }
    return machine;
  }

  private Path signedProgram() throws IOException {
    return Files.write(
        folder.resolve("signed.elf"), TinyElf.test(TOHOST, TOHOST + 16, TOHOST + 32));
  }

  private static Path pipe(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    return path;
  }

  private MachineRig.Request request() {
    return rig.request().backend("m0").kernel(kernel);
  }

  private VirtualMachine started(MachineRig.Request request) throws BackplaneException {
    VirtualMachine machine = rig.build(request);
    rig.listen(machine);
    rig.builder.bindCpu(cpu);
    machine.cont();
    return machine;
  }

  private static int watchers() {
    return threads("htif").size();
  }

  private static List<Thread> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && thread.getName().equals(name))
        .toList();
  }
}
