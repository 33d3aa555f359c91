package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MappingRaceTest {
  private static final long MIB = 1 << 20;

  @Test
  void readerThatRunsWhileTheMappingClosesEndsInAnException() throws Exception {
    try (var threads = Executors.newCachedThreadPool()) {
      for (int round = 0; round < 50; round++) {
        var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB));
        MemorySegment memory = mapping.segment();
        var running = new CountDownLatch(2);
        Future<Long> reading = threads.submit(() -> untilClosed(running, () -> sum(memory)));
        Future<Long> copying =
            threads.submit(() -> untilClosed(running, () -> memory.mismatch(memory.asSlice(8))));
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        mapping.close();
        assertThat(reading.get(10, TimeUnit.SECONDS)).isPositive();
        assertThat(copying.get(10, TimeUnit.SECONDS)).isPositive();
        assertThat(SelfMaps.at(memory.address())).isEmpty();
      }
    }
  }

  private static long untilClosed(CountDownLatch running, Callable<Long> access) throws Exception {
    for (long rounds = 1; ; rounds++) {
      try {
        access.call();
      } catch (IllegalStateException _) {
        return rounds;
      }
      running.countDown();
    }
  }

  private static long sum(MemorySegment memory) {
    long sum = 0;
    for (long at = 0; at < memory.byteSize(); at += 8) {
      sum += memory.get(JAVA_LONG, at);
    }
    return sum;
  }

  @Test
  void closesFromManyThreadsUnmapExactlyOnce() throws Exception {
    int count = 8;
    var start = new CyclicBarrier(count);
    try (var threads = Executors.newFixedThreadPool(count)) {
      for (int round = 0; round < 100; round++) {
        var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB).withShared(true));
        List<Future<?>> closing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          Hold hold = mapping.hold();
          closing.add(
              threads.submit(
                  () -> {
                    start.await(10, TimeUnit.SECONDS);
                    mapping.close();
                    hold.close();
                    mapping.close();
                    return true;
                  }));
        }
        for (Future<?> each : closing) {
          each.get(10, TimeUnit.SECONDS);
        }
        assertThat(SelfMaps.at(mapping.segment().address())).isEmpty();
      }
    }
  }

  @Test
  void closeDuringAnIoCallWithoutHoldRefusesAndWorksAfterwards() throws Exception {
    var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB));
    MemorySegment memory = mapping.segment();
    Pipe pipe = Pipe.open();
    var reader = Thread.ofPlatform().start(() -> readInto(pipe, memory));
    awaitInRead(reader);
    assertThatThrownBy(mapping::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("in use");
    memory.set(JAVA_BYTE, 0, (byte) 1); // still mapped
    pipe.sink().close();
    reader.join();
    mapping.close();
    assertThat(SelfMaps.at(memory.address())).isEmpty();
  }

  private static void readInto(Pipe pipe, MemorySegment memory) {
    try {
      pipe.source().read(memory.asByteBuffer());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitInRead(Thread thread) {
    while (true) {
      for (StackTraceElement frame : thread.getStackTrace()) {
        if (frame.getMethodName().equals("read0") || frame.getMethodName().equals("poll")) {
          return;
        }
      }
      Thread.onSpinWait();
    }
  }
}
