package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

final class SocketTableTest {
  private final SocketTable table = new SocketTable();

  @Test
  void numbersCountUpAndAreNeverUsedAgain() throws Exception {
    OpenSocket first = table.add(SocketChannel.open());
    OpenSocket second = table.add(SocketChannel.open());
    table.remove(second);
    OpenSocket third = table.add(SocketChannel.open());
    assertThat(first.number()).isEqualTo(1);
    assertThat(third.number()).isEqualTo(3);
    assertThat(table.sockets()).containsExactly(first, third);
    table.close();
  }

  @Test
  void ownsItsSockets() throws Exception {
    OpenSocket first = table.add(SocketChannel.open());
    OpenSocket second = table.add(SocketChannel.open());
    table.remove(first);
    assertThat(first.channel().isOpen()).isFalse();
    assertThat(second.channel().isOpen()).isTrue();
    table.close();
    assertThat(second.channel().isOpen()).isFalse();
    assertThat(table.size()).isZero();
  }

  @Test
  void takesNothingAfterClose() throws Exception {
    table.close();
    SocketChannel late = SocketChannel.open();
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> table.add(late));
    assertThat(late.isOpen()).isFalse();
    assertThat(table.size()).isZero();
  }
}
