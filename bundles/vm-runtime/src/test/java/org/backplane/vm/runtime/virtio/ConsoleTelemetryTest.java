package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.vm.runtime.serial.ScriptedPeer;
import org.backplane.vm.runtime.serial.SerialOutput;
import org.backplane.vm.runtime.trace.TraceRecorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a console device and its ports tell and count. */
final class ConsoleTelemetryTest {

  private static final String VS = " /machine/peripheral/vs";

  private final TraceRecorder recorder = new TraceRecorder();
  private ConsoleGuest guest;
  private FakeChardev c1;

  @BeforeEach
  void make() throws Exception {
    guest = new ConsoleGuest(31);
    c1 = guest.chardevs.add("c1");
    guest.console(ConsoleGuest.on(""));
    guest.serialPort(ConsoleGuest.on("c1", "org.example.port"));
  }

  @AfterEach
  void close() {
    guest.close();
  }

  private String told() {
    return String.join(", ", recorder.taken().stream().map(it -> it.replace(VS, "")).toList());
  }

  private long counter(String name) {
    return guest.metrics.counter(name).value();
  }

  /** The writer counts a moment after the peer has read. */
  private void awaitOut(long bytes) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (counter("bytes-out") != bytes) {
      assertThat(System.nanoTime()).as("bytes-out " + counter("bytes-out")).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void messagesAreToldBothWays() throws Exception {
    guest.bringUp(VirtioSerial.MULTIPORT);
    guest.listen(16);
    recorder.on(guest.traces.console());
    guest.say(0, ConsoleEvent.DEVICE_READY, 1);
    assertThat(told())
        .isEqualTo(
            "virtio_serial_handle_control_message 0 1,"
                + " virtio_serial_send_control_event 0 1 1,"
                + " virtio_serial_send_control_event 1 1 1");
    guest.say(1, ConsoleEvent.PORT_READY, 1);
    assertThat(told())
        .isEqualTo(
            "virtio_serial_handle_control_message 3 1,"
                + " virtio_serial_handle_control_message_port 1,"
                + " virtio_serial_send_control_event 1 7 1");
  }

  @Test
  void bytesAreToldAndCountedBothWays() throws Exception {
    guest.bringUpPorts(0, 1);
    ScriptedPeer peer = c1.open(new ScriptedPeer(7, 1 << 20));
    guest.rig.settle();
    recorder.on(guest.traces.console());
    guest.send(1, "hello");
    assertThat(peer.awaitText(5)).isEqualTo("hello");
    guest.give(1, 16);
    c1.send("hi");
    guest.rig.settle();
    assertThat(guest.input(1)).isEqualTo("hi");
    assertThat(told()).isEqualTo("virtio_console_flush_buf 1 5 5, virtio_console_chr_read 1 2");
    awaitOut(5);
    assertThat(counter("bytes-in")).isEqualTo(2);
    assertThat(counter("bytes-dropped")).isZero();
  }

  @Test
  void whatNobodyWantsIsCountedAsDropped() throws Exception {
    c1.open(new ScriptedPeer(6, 1));
    c1.hangUp();
    guest.bringUpPorts(0, 1);
    recorder.on(guest.traces.console());
    guest.send(1, "hello");
    assertThat(counter("bytes-dropped")).isEqualTo(5);
    assertThat(told()).isEqualTo("virtio_console_flush_buf 1 5 0");
    c1.open(new ScriptedPeer(7, 1 << 20));
    c1.send("for the guest");
    c1.open(new ScriptedPeer(8, 1 << 20));
    assertThat(counter("bytes-dropped")).isEqualTo(18);
  }

  @Test
  void aGuestThatWaitsForItsPeerIsTold() throws Exception {
    guest.bringUpPorts(0, 1);
    ScriptedPeer peer = c1.open(new ScriptedPeer(7, 0));
    guest.rig.settle();
    String most = "x".repeat(SerialOutput.CAPACITY / 2);
    guest.send(1, most);
    peer.awaitBlocked();
    recorder.on(guest.traces.console());
    guest.send(1, most);
    guest.send(1, most);
    assertThat(told()).contains("virtio_serial_throttle_port 1 true");
    peer.allow(1 << 20);
    peer.awaitText(SerialOutput.CAPACITY);
    while (!told().contains("virtio_serial_throttle_port 1 false")) {
      guest.rig.settle();
      Thread.onSpinWait();
    }
    assertThat(peer.awaitText(3 * most.length())).hasSize(3 * most.length());
    awaitOut(3 * most.length());
  }
}
