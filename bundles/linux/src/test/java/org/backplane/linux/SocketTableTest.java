package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

final class SocketTableTest {
  private final SocketTable table = new SocketTable();

  @Test
  void numbersCountUpAndAreNeverUsedAgain() throws Exception {
    OpenSocket first = table.add(socket());
    OpenSocket second = table.add(socket());
    table.remove(second);
    OpenSocket third = table.add(socket());
    assertThat(first.number()).isEqualTo(1);
    assertThat(third.number()).isEqualTo(3);
    assertThat(table.sockets()).containsExactly(first, third);
    table.close();
  }

  @Test
  void ownsItsSockets() throws Exception {
    OpenSocket first = table.add(socket());
    OpenSocket second = table.add(socket());
    table.remove(first);
    assertThat(first.stream().isOpen()).isFalse();
    assertThat(second.stream().isOpen()).isTrue();
    table.close();
    assertThat(second.stream().isOpen()).isFalse();
    assertThat(table.size()).isZero();
  }

  @Test
  void takesNothingAfterClose() throws Exception {
    table.close();
    StreamSocket late = socket();
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> table.add(late));
    assertThat(late.isOpen()).isFalse();
    assertThat(table.size()).isZero();
  }

  private static StreamSocket socket() throws LinuxException {
    var pair = StreamSocket.pair();
    pair.other().close();
    return pair.one();
  }
}
