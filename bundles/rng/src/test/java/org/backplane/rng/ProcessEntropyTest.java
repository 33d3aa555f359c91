package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.tck.EntropyProbe;
import org.junit.jupiter.api.Test;

final class ProcessEntropyTest {

  private final ProcessEntropy entropy = new ProcessEntropy(TestMeter.requests());

  @Test
  void bytesAreSpreadOverAllValues() throws Exception {
    var probe = new EntropyProbe(EntropyRequest.MAX_BYTES);
    entropy.serve(probe.request());
    var seen = new BitSet(256);
    for (byte value : probe.bytes()) {
      seen.set(value & 0xff);
    }
    assertThat(seen.cardinality()).isEqualTo(256);
  }

  @Test
  void wipesWhatWasDeliveredAlsoWhenTheReceiverThrows() {
    List<ByteBuffer> kept = new ArrayList<>();
    entropy.serve(new EntropyRequest(64, keeping(kept, false)));
    try {
      entropy.serve(new EntropyRequest(64, keeping(kept, true)));
    } catch (IllegalStateException _) {
      // what the receiver threw
    }
    assertThat(kept).hasSize(2);
    for (ByteBuffer delivered : kept) {
      byte[] now = new byte[64];
      delivered.get(0, now);
      assertThat(now).isEqualTo(new byte[64]);
    }
  }

  @Test
  void leavesACancelledRequestAlone() {
    var probe = new EntropyProbe(64);
    probe.request().cancel();
    entropy.serve(probe.request());
    assertThat(probe.completions()).isZero();
  }

  // Keeps the buffer beyond the call, as no receiver may.
  private static EntropyRequest.Receiver keeping(List<ByteBuffer> kept, boolean broken) {
    return new EntropyRequest.Receiver() {
      @Override
      public void filled(ByteBuffer bytes) {
        kept.add(bytes);
        assertThat(bytes.get(0) | bytes.get(1) | bytes.get(2) | bytes.get(3)).isNotZero();
        if (broken) {
          throw new IllegalStateException("broken on purpose");
        }
      }

      @Override
      public void handedBack() {}

      @Override
      public void failed(BackplaneException reason) {}
    };
  }
}
