package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class SecretBytesTest {

  @Test
  void areWipedAtTheEnd() {
    ByteBuffer view;
    try (var bytes = SecretBytes.copyOf(ByteBuffer.wrap(new byte[] {1, 2, 3}))) {
      view = bytes.view();
      assertThat(bytes.size()).isEqualTo(3);
      assertThat(view).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
    assertThat(view).isEqualTo(ByteBuffer.wrap(new byte[3]));
  }
}
