package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel that starts in supervisor mode, and what answers its calls. */
class SupervisorTest {

  private static final long RAM = 0x8000_0000L;
  private static final long TIME = 0x5449_4d45;
  private static final long IPI = 0x73_5049;
  private static final long RFENCE = 0x5246_4e43;
  private static final long SRST = 0x5352_5354;
  private static final long DBCN = 0x4442_434e;
  private static final Result DONE = new Result(0, 0);

  @TempDir Path folder;

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);
  private MemorySegment ram = MemorySegment.NULL;

  @BeforeEach
  void addMemory() {
    ram = rig.host.addMemory("m0", 16 << 20, true);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aKernelWithoutFirmwareStartsInSupervisorModeAndIsServed() throws Exception {
    VirtualMachine machine = started(image());
    assertThat(cpu.hart().from.privilege()).isEqualTo(1);
    assertThat(call(0x10, 3, TIME)).isEqualTo(new Result(0, 1));
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(cpu.hart().from.privilege()).isEqualTo(1);
    assertThat(call(0x10, 0)).isEqualTo(new Result(0, 0x200_0000));
  }

  @Test
  void aGuestThatIsFirmwareItselfIsNot() throws Exception {
    started(TinyElf.bytes());
    assertThat(cpu.hart().from.privilege()).isEqualTo(3);
    cpu.hart().doesNow(bus -> assertThat(bus.supervisorBinary()).isEmpty());
  }

  @Test
  void timersAndInterruptsReachTheHart() throws Exception {
    VirtualMachine machine = started(image());
    var lines = cpu.hart().lines;
    assertThat(call(TIME, 0, 0)).isEqualTo(DONE);
    assertThat(lines).containsEntry(InterruptLine.SUPERVISOR_TIMER, true);
    assertThat(call(TIME, 0, -1)).isEqualTo(DONE);
    assertThat(lines).containsEntry(InterruptLine.SUPERVISOR_TIMER, false);
    assertThat(lines).doesNotContainKey(InterruptLine.SUPERVISOR_SOFTWARE);
    assertThat(call(IPI, 0, 1, 0)).isEqualTo(DONE);
    assertThat(cpu.hart().softwareLevels).as("a pulse").containsExactly(true, false);
    assertThat(call(RFENCE, 0, 1, 0)).isEqualTo(DONE);
    assertThat(cpu.hart().flushes).hasValue(1);
    assertThat(call(TIME, 0, 0)).isEqualTo(DONE);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    cpu.hart().doesNow(_ -> {});
    assertThat(cpu.hart().lines).containsEntry(InterruptLine.SUPERVISOR_TIMER, false);
  }

  @Test
  void theConsoleIsTheSerialPort() throws Exception {
    var terminal = new Terminal(rig.host.log);
    rig.host.addChardev("c0", terminal);
    started(rig.request().backend("m0").serial("c0"), image());
    byte[] text = "early".getBytes(StandardCharsets.US_ASCII);
    MemorySegment.copy(MemorySegment.ofArray(text), 0, ram, 0, text.length);
    assertThat(call(DBCN, 0, text.length, RAM, 0)).isEqualTo(new Result(0, text.length));
    assertThat(call(SRST, 0, 0, 0)).isEqualTo(DONE);
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
    assertThat(String.join("", terminal.written)).isEqualTo("early");
  }

  @Test
  void aSystemFailureEndsWithAnError() throws Exception {
    started(image());
    assertThat(call(SRST, 0, 0, 1)).isEqualTo(DONE);
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_PANIC, 1));
  }

  @Test
  void aRebootIsAReset() throws Exception {
    started(image());
    assertThat(call(SRST, 0, 1, 0)).isEqualTo(DONE);
    rig.await(new MachineEvent.Reset(Cause.GUEST_RESET));
  }

  @Test
  void aRebootAfterAFailureThatEndsTheMachineIsOne() throws Exception {
    started(rig.request().backend("m0").noReboot(), image());
    assertThat(call(SRST, 0, 1, 1)).isEqualTo(DONE);
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_PANIC, 1));
  }

  @Test
  void aRebootThatEndsTheMachineIsASuccess() throws Exception {
    started(rig.request().backend("m0").noReboot(), image());
    assertThat(call(SRST, 0, 2, 0)).isEqualTo(DONE);
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_RESET, 0));
  }

  private Result call(long extension, long function, long... arguments) throws Exception {
    long[] a = new long[5];
    System.arraycopy(arguments, 0, a, 0, arguments.length);
    var answer = new AtomicReference<>(DONE);
    cpu.hart()
        .doesNow(
            bus -> {
              SupervisorBinary binary = bus.supervisorBinary().orElseThrow();
              answer.set(
                  binary.call(new Call(0, extension, function, a[0], a[1], a[2], a[3], a[4])));
            });
    return answer.get();
  }

  private VirtualMachine started(byte[] kernel) throws Exception {
    return started(rig.request().backend("m0"), kernel);
  }

  private VirtualMachine started(MachineRig.Request request, byte[] kernel) throws Exception {
    Path file = folder.resolve("kernel");
    Files.write(file, kernel);
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(request.kernel(file));
    rig.listen(machine);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    return machine;
  }

  /** A kernel image of nothing but its header. */
  private static byte[] image() {
    return ByteBuffer.allocate(4096)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, 0x6f)
        .putLong(8, 0x20_0000)
        .putLong(16, 4096)
        .putInt(32, 2)
        .put(48, "RISCV".getBytes(StandardCharsets.US_ASCII))
        .putInt(56, 0x0543_5352)
        .array();
  }
}
