package org.backplane.vm.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.metric.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialPortTest {

  private final SerialPort port = new SerialPort(new SerialMeter(Metrics.of(SerialMeter.METRICS)));

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void outputIsKeptWhileTheCodeOfTheDeviceIsExchanged() throws InterruptedException {
    var old = new ScriptedPeer(7, 3);
    port.attached(chardev(old));
    put("abcdef");
    assertThat(old.awaitText(3)).isEqualTo("abc");
    port.detached();
    old.leave();
    put("ghi");
    assertThat(port.output().state()).contains("waiting");
    var same = new ScriptedPeer(7, 100);
    port.attached(chardev(same));
    assertThat(same.awaitText(6)).isEqualTo("defghi");
  }

  @Test
  void anotherPeerDoesNotGetWhatItsPredecessorLeft() throws InterruptedException {
    var first = new ScriptedPeer(1, 0);
    port.attached(chardev(first));
    put("secret");
    first.awaitBlocked();
    put("more");
    port.closed(first);
    first.leave();
    var second = new ScriptedPeer(2, 100);
    port.opened(second);
    put("hello");
    assertThat(second.awaitText(5)).isEqualTo("hello");
  }

  @Test
  void aPeerThatFailsIsLeftAlone() throws InterruptedException {
    var peer = new ScriptedPeer(1, 0);
    port.attached(chardev(peer));
    put("x");
    peer.awaitBlocked();
    peer.leave();
    port.output().flush(Duration.ofSeconds(10));
    put("y");
    assertThat(port.output().state()).contains("no peer");
    assertThat(port.output().hasRoom()).isTrue();
  }

  @Test
  void aTalkativePeerIsHeldBackAndLosesNothing() throws InterruptedException {
    var data = ByteBuffer.allocate(2 * SerialInput.LIMIT);
    var giver = Thread.ofVirtual().start(() -> port.received(new ScriptedPeer(1, 0), data));
    for (int i = 0; i < SerialInput.LIMIT - 1; i++) {
      awaitByte();
    }
    assertThat(giver.join(Duration.ofMillis(50))).as("still held back").isFalse();
    awaitByte();
    assertThat(giver.join(Duration.ofSeconds(10))).isTrue();
    for (int i = 0; i < SerialInput.LIMIT; i++) {
      assertThat(port.input().poll()).isZero();
    }
    assertThat(port.input().poll()).isEqualTo(-1);
  }

  @Test
  void detachingLetsTheGiverGoAndKeepsItsBytes() throws InterruptedException {
    var data = ByteBuffer.allocate(3 * SerialInput.LIMIT);
    var giver = Thread.ofVirtual().start(() -> port.received(new ScriptedPeer(1, 0), data));
    awaitByte();
    port.detached();
    assertThat(giver.join(Duration.ofSeconds(10))).isTrue();
    for (int i = 1; i < 3 * SerialInput.LIMIT; i++) {
      assertThat(port.input().poll()).isZero();
    }
  }

  @Test
  void bytesAreKeptForAPeerThatIsAboutToCome() throws InterruptedException {
    port.detached();
    port.attached(chardevWithout());
    put("boot");
    var peer = new ScriptedPeer(1, 100);
    port.opened(peer);
    assertThat(peer.awaitText(4)).isEqualTo("boot");
  }

  @Test
  void aFullBufferDoesNotWaitForAPeerThatNeverComes() throws InterruptedException {
    try (var output =
        new SerialOutput(new SerialMeter(Metrics.of(SerialMeter.METRICS)), Duration.ofMillis(20))) {
      var told = new CountDownLatch(1);
      output.onRoom(told::countDown);
      output.away();
      fill(output);
      assertThat(output.hasRoom()).isFalse();
      output.arrived();
      assertThat(told.await(10, TimeUnit.SECONDS)).as("without a byte of the guest").isTrue();
      assertThat(output.hasRoom()).isTrue();
      assertThat(output.state()).contains("dropped");
    }
  }

  @Test
  void aFullBufferStaysFullUntilThePeerHasComeAndRead() throws InterruptedException {
    try (var output =
        new SerialOutput(new SerialMeter(Metrics.of(SerialMeter.METRICS)), Duration.ofHours(1))) {
      output.away();
      fill(output);
      output.arrived();
      assertThat(output.hasRoom()).as("a byte more would be lost").isFalse();
      var peer = new ScriptedPeer(1, 0);
      output.connected(peer);
      peer.awaitBlocked();
      assertThat(output.hasRoom()).as("the writer took a part").isTrue();
      output.put((byte) 'y');
      peer.allow(SerialOutput.CAPACITY + 1);
      assertThat(peer.awaitText(SerialOutput.CAPACITY + 1)).endsWith("xxy");
    }
  }

  @Test
  void aBufferThatFillsBeforeThePeerComesLosesNothing() throws InterruptedException {
    try (var output =
        new SerialOutput(new SerialMeter(Metrics.of(SerialMeter.METRICS)), Duration.ofHours(1))) {
      output.away();
      output.arrived();
      fill(output);
      assertThat(output.hasRoom()).isFalse();
      var peer = new ScriptedPeer(1, 1 << 20);
      output.connected(peer);
      assertThat(peer.awaitText(SerialOutput.CAPACITY)).hasSize(SerialOutput.CAPACITY);
    }
  }

  @Test
  void closeEndsTheWriter() throws InterruptedException {
    var peer = new ScriptedPeer(1, 0);
    port.attached(chardev(peer));
    put("x");
    peer.awaitBlocked();
    port.close();
    put("y");
    assertThat(port.output().state()).isEqualTo("closed");
    awaitNoWriter();
  }

  private static void awaitNoWriter() {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("serial-writer"))) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private void awaitByte() {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (port.input().poll() < 0) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static void fill(SerialOutput output) {
    for (int i = 0; i < SerialOutput.CAPACITY; i++) {
      output.put((byte) 'x');
    }
  }

  private void put(String text) {
    for (char letter : text.toCharArray()) {
      port.output().put((byte) letter);
    }
  }

  private static Chardev chardevWithout() {
    return chardev(_ -> {});
  }

  private static Chardev chardev(ScriptedPeer peer) {
    return chardev(frontEnd -> frontEnd.opened(peer));
  }

  private static Chardev chardev(Consumer<FrontEnd> opening) {
    return new Chardev() {
      @Override
      public void attach(FrontEnd frontEnd) {
        opening.accept(frontEnd);
      }

      @Override
      public void detach(FrontEnd frontEnd) {}

      @Override
      public String filename() {
        return "scripted";
      }

      @Override
      public void close() {}
    };
  }
}
