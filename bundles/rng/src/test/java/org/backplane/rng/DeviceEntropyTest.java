package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.backplane.tck.EntropyProbe;
import org.backplane.tck.EntropyProbe.Ending;
import org.junit.jupiter.api.Test;

/** How often a source is looked at that has nothing. */
final class DeviceEntropyTest {

  private static final int NOTHING = 0;
  private static final int END = -1;

  private final Script file = new Script();
  private final DeviceEntropy entropy =
      new DeviceEntropy("rng-random 'r'", TestMeter.requests(), file);

  /** A file whose reads bring what a test says, and which says each time that it is readable. */
  private static final class Script implements EntropyFile {

    private final Deque<Integer> reads = new ArrayDeque<>();
    private final List<Duration> pauses = new ArrayList<>();
    private int waits;

    void bring(int... counts) {
      IntStream.of(counts).forEach(reads::add);
    }

    @Override
    public int read(ByteBuffer target) {
      int count = reads.remove();
      if (count > 0) {
        target.put(new byte[count]);
      }
      return count;
    }

    @Override
    public boolean awaitReadable() {
      waits++;
      return true;
    }

    @Override
    public void pause(Duration time) {
      pauses.add(time);
    }

    List<Long> pausesMillis() {
      return pauses.stream().map(Duration::toMillis).collect(Collectors.toList());
    }

    @Override
    public void close() {}
  }

  private void serve() throws Exception {
    var probe = new EntropyProbe(8);
    entropy.serve(probe.request());
    assertThat(probe.await()).isEqualTo(Ending.FILLED);
    assertThat(file.reads).isEmpty();
  }

  /** As {@code /dev/hwrng} does without a generator that has something. */
  @Test
  void aDeviceThatSaysThatItIsReadableAndIsNotIsAskedLessAndLessOften() throws Exception {
    file.bring(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8);
    serve();
    assertThat(file.pausesMillis()).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 100L, 100L);
    file.pauses.clear();
    file.bring(NOTHING, NOTHING, 8);
    serve();
    assertThat(file.pausesMillis()).as("bytes came in between").containsExactly(1L);
  }

  @Test
  void aDeviceThatIsWaitedForOnceCostsNoPause() throws Exception {
    file.bring(NOTHING, 8, NOTHING, 8);
    entropy.serve(new EntropyProbe(8).request());
    serve();
    assertThat(file.pauses).isEmpty();
    assertThat(file.waits).isEqualTo(2);
  }

  @Test
  void aSourceAtItsEndIsLookedAtLessAndLessOften() throws Exception {
    file.bring(END, END, END, END, END, END, END, 8);
    serve();
    assertThat(file.pausesMillis()).containsExactly(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L);
    assertThat(file.waits).isZero();
    file.pauses.clear();
    file.bring(END, 8);
    serve();
    assertThat(file.pausesMillis()).containsExactly(100L);
  }
}
