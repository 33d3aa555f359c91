package org.backplane.vm.runtime.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.backplane.api.metric.Metrics;
import org.backplane.vm.runtime.serial.ScriptedPeer;
import org.backplane.vm.runtime.serial.SerialMeter;
import org.backplane.vm.runtime.serial.SerialOutput;
import org.backplane.vm.runtime.serial.SerialPort;
import org.backplane.vm.runtime.trace.BoardTrace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Uart16550Test {

  private final TestPin pin = new TestPin();
  private final SerialPort port = new SerialPort(new SerialMeter(Metrics.of(SerialMeter.METRICS)));
  private final Uart16550 uart = new Uart16550(port, pin, new BoardTrace());

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void idleRegisters() {
    assertThat(read(2)).isEqualTo(0x01);
    assertThat(read(5)).isEqualTo(0x60);
    assertThat(read(6)).isEqualTo(0xb0);
    write(2, 1);
    assertThat(read(2)).isEqualTo(0xc1);
  }

  @Test
  void detectionSequenceOfTheDriver() {
    write(1, 0xff);
    assertThat(read(1)).as("IER keeps bits 0 to 3").isEqualTo(0x0f);
    write(1, 0);
    for (int lcr : new int[] {0x93, 0x13, 0x03}) {
      write(3, lcr);
      assertThat(read(3)).isEqualTo(lcr);
    }
    write(3, 0x83);
    write(0, 0x34);
    write(1, 0x12);
    assertThat(read(0)).isEqualTo(0x34);
    assertThat(read(1)).isEqualTo(0x12);
    write(3, 3);
    assertThat(read(1)).as("IER behind DLM").isZero();
    for (int mcr : new int[] {0, 1, 9, 0xb}) {
      write(4, mcr);
      assertThat(read(4)).isEqualTo(mcr);
    }
    write(7, 0xa5);
    assertThat(read(7)).isEqualTo(0xa5);
  }

  @Test
  void transmitInterruptComesWithItsEnableBitAndAfterEachByte() {
    write(1, 2);
    assertThat(pin.high()).isTrue();
    assertThat(read(2)).isEqualTo(0x02);
    assertThat(pin.high()).as("settled by reading IIR").isFalse();
    assertThat(read(2)).isEqualTo(0x01);
    write(0, 'x');
    assertThat(pin.high()).isTrue();
    write(2, 1);
    assertThat(read(2)).isEqualTo(0xc2);
    write(1, 0);
    write(1, 2);
    assertThat(read(2)).as("enabled anew").isEqualTo(0xc2);
  }

  @Test
  void receiveInterruptDependsOnTheTrigger() {
    write(2, 0x81); // FIFOs, 8 bytes
    write(1, 1);
    type("abc");
    assertThat(pin.high()).isTrue();
    assertThat(read(2)).isEqualTo(0xcc);
    type("defgh");
    assertThat(read(2)).isEqualTo(0xc4);
    assertThat(read(5)).isEqualTo(0x61);
    assertThat(receive(8)).isEqualTo("abcdefgh");
    assertThat(pin.high()).isFalse();
    assertThat(read(5)).isEqualTo(0x60);
    assertThat(read(0)).as("empty").isZero();
  }

  @Test
  void withoutFifosOneByteAtATime() {
    write(1, 1);
    type("ab");
    assertThat(read(2)).isEqualTo(0x04);
    assertThat(receive(2)).isEqualTo("ab");
    assertThat(read(2)).isEqualTo(0x01);
  }

  @Test
  void receivingGoesBeforeTransmitting() {
    write(1, 3);
    type("a");
    assertThat(read(2)).isEqualTo(0x04);
    read(0);
    assertThat(read(2)).isEqualTo(0x02);
  }

  @Test
  void whatDoesNotFitTheFifoFollows() {
    write(2, 1);
    String text = "0123456789".repeat(10);
    type(text);
    assertThat(receive(100)).isEqualTo(text);
  }

  @Test
  void besideTheRegistersBytesKeepTheirOrder() {
    write(2, 1);
    write(1, 1);
    String text = "0123456789".repeat(3);
    type(text);
    assertThat(read(0)).isEqualTo('0');
    for (int i = 1; i < 29; i++) {
      assertThat(uart.take()).isEqualTo(text.charAt(i));
    }
    assertThat(pin.high()).as("one byte is left").isTrue();
    assertThat(uart.take()).isEqualTo('9');
    assertThat(pin.high()).isFalse();
    assertThat(uart.take()).isEqualTo(-1);
  }

  @Test
  void besideTheRegistersTheRoomIsTheSame() {
    assertThat(uart.put((byte) 'x')).as("nobody listens").isTrue();
    port.opened(new ScriptedPeer(1, 0));
    int taken = 0;
    while (uart.put((byte) 'x')) {
      taken++;
    }
    assertThat(taken).isGreaterThanOrEqualTo(SerialOutput.CAPACITY);
    assertThat(read(5) & 0x20).isZero();
  }

  @Test
  void clearingTheReceiverDropsOnlyTheFifo() {
    write(2, 1);
    type("0123456789abcdefrest");
    write(2, 7);
    assertThat(receive(4)).isEqualTo("rest");
    assertThat(read(5)).isEqualTo(0x60);
  }

  @Test
  void loopbackReturnsBytesAndModemLines() {
    write(4, 0x1a);
    assertThat(read(6)).isEqualTo(0x90);
    write(0, 'q');
    assertThat(read(5) & 1).isEqualTo(1);
    write(0, 'r');
    write(1, 4);
    assertThat(read(2)).as("overrun").isEqualTo(0x06);
    assertThat(read(5) & 2).isEqualTo(2);
    assertThat(read(2)).isEqualTo(0x01);
    assertThat(read(0)).isEqualTo('q');
  }

  @Test
  void aSlowPeerClosesTheTransmitterUntilItReads() throws InterruptedException {
    port.detached();
    var peer = new ScriptedPeer(1, 0);
    port.opened(peer);
    write(1, 2);
    int written = 0;
    while ((read(5) & 0x20) != 0) {
      write(0, 'a' + written % 26);
      written++;
      assertThat(written).isLessThan(100_000);
    }
    assertThat(read(5)).isZero();
    assertThat(pin.high()).isFalse();
    write(0, '!'); // dropped
    peer.allow(1 << 20);
    peer.awaitText(written);
    port.flush();
    assertThat(read(5)).isEqualTo(0x60);
    assertThat(pin.high()).as("room again").isTrue();
    assertThat(peer.awaitText(written)).hasSize(written).doesNotContain("!");
  }

  @Test
  void withoutAPeerBytesAreDroppedAndTheGuestNeverWaits() throws InterruptedException {
    for (int i = 0; i < 3 * SerialOutput.CAPACITY; i++) {
      assertThat(read(5)).isEqualTo(0x60);
      write(0, 'x');
    }
    var peer = new ScriptedPeer(1, 100);
    port.opened(peer);
    write(0, 'y');
    assertThat(peer.awaitText(1)).isEqualTo("y");
  }

  @Test
  void resetKeepsWhatTheGuestHasNotSeen() {
    type("ab");
    write(1, 0xf);
    uart.reset();
    assertThat(read(1)).isZero();
    assertThat(read(0)).isEqualTo('b');
  }

  @Test
  void everyRegisterAnswersAtEveryWidth() {
    for (int width = 1; width <= 8; width *= 2) {
      for (int offset = 0; offset < 0x100; offset += width) {
        uart.store(offset, width, -1);
        assertThat(uart.load(offset, width)).isBetween(0L, 0xffL);
      }
    }
  }

  private String receive(int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      assertThat(read(5) & 1).isEqualTo(1);
      text.append((char) read(0));
    }
    return text.toString();
  }

  private void type(String text) {
    port.received(
        new ScriptedPeer(9, 0), ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private int read(int register) {
    return (int) uart.load(register, 1);
  }

  private void write(int register, int value) {
    uart.store(register, 1, value);
  }
}
