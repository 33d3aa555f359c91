package org.backplane.faces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.tck.chardev.ScriptedChardev;
import org.backplane.tck.chardev.ScriptedPeer;
import org.junit.jupiter.api.Test;

class PeerLineTest {

  private static final byte[] TEXT = {'o', 'k', '.'};
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ScriptedPeer peer = peer();

  private static ScriptedPeer peer() {
    var device = new ScriptedChardev();
    device.attach(
        new FrontEnd() {
          @Override
          public void opened(Connection connection) {}

          @Override
          public void received(Connection connection, ByteBuffer data) {}

          @Override
          public void closed(Connection connection) {}
        });
    return device.connect(1);
  }

  @Test
  void whatIsWrittenWhileTheCodeIsAwayGoesThroughTheNewCode() throws Exception {
    var line = new PeerLine(peer, LONG);
    line.park();
    ScriptedPeer next = peer();
    Delivery writer =
        Delivery.of(
            () -> {
              try {
                line.write(TEXT);
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(line.connect(next)).isTrue();

    writer.awaitEnd();
    assertThat(next.until('.')).isEqualTo("ok");
  }

  @Test
  void aMessageCutInAnExchangeGoesOnWhereItWasCut() throws Exception {
    ScriptedPeer next = peer();
    var self = new PeerLine[1];
    var line = new PeerLine(new Breaking(peer, () -> self[0].connect(next)), LONG);
    self[0] = line;
    line.write(TEXT);
    assertThat(peer.next()).isEqualTo('o');
    assertThat(next.until('.')).isEqualTo("k");
  }

  @Test
  void whoDoesNotReadOrComeBackIsLost() {
    var line = new PeerLine(peer, SHORT);
    peer.stopReading();
    assertThatThrownBy(() -> line.write(TEXT)).isInstanceOf(IOException.class);
    line.park();
    assertThatThrownBy(() -> line.write(TEXT)).hasMessage("the device did not come back");
  }

  @Test
  void aClosedLineTakesNothingMore() {
    var line = new PeerLine(peer, LONG);
    line.close();
    assertThat(peer.isClosed()).isTrue();
    assertThat(line.connect(peer())).isFalse();
    assertThatThrownBy(() -> line.write(TEXT)).hasMessage("the session has ended");
  }

  /** A connection whose code ends in the middle of a message. */
  private record Breaking(Connection first, Runnable exchange) implements Connection {

    @Override
    public long id() {
      return first.id();
    }

    @Override
    public void write(ByteBuffer data, Duration deadline) throws IOException {
      first.write(data.slice().limit(1), deadline);
      data.get();
      exchange.run();
      throw new IOException("the code ends");
    }

    @Override
    public String peer() {
      return "a test";
    }

    @Override
    public void close() {
      first.close();
    }
  }
}
