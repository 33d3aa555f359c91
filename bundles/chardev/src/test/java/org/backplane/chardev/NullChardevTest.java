package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class NullChardevTest {

  @Test
  void nobodyEverComes() throws Exception {
    try (Device device = Device.of(new NullChardevFactory(), "n0", Map.of())) {
      var frontEnd = new RecordingFrontEnd(1);
      device.code().attach(frontEnd);
      assertThat(device.code().filename()).isEqualTo("null");
      assertThatIllegalStateException()
          .isThrownBy(() -> device.code().attach(new RecordingFrontEnd(1)));
      device.code().detach(frontEnd);
      device.code().attach(new RecordingFrontEnd(1));
      frontEnd.assertQuiet();
    }
  }
}
