package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each on a thread of its own, since affinity stays. */
class ThreadAffinityTest {
  private static <T> T onThread(Thread.Builder builder, Callable<T> call) throws Exception {
    var task = new FutureTask<>(call);
    builder.start(task);
    return task.get(10, TimeUnit.SECONDS);
  }

  @Test
  void affinityIsThatOfTheCallingThreadOnly() throws Exception {
    BitSet before = ThreadAffinity.current();
    int one = before.nextSetBit(0);
    var only = new BitSet();
    only.set(one);
    BitSet seen =
        onThread(
            Thread.ofPlatform(),
            () -> {
              ThreadAffinity.set(only);
              Path status = Path.of("/proc/self/task/" + ThreadAffinity.threadId() + "/status");
              assertThat(Files.readAllLines(status)).contains("Cpus_allowed_list:\t" + one);
              return ThreadAffinity.current();
            });
    assertThat(seen).isEqualTo(only);
    assertThat(ThreadAffinity.current()).isEqualTo(before);
  }

  @Test
  void threadsThatAreStartedInheritIt() throws Exception {
    var only = new BitSet();
    only.set(ThreadAffinity.current().nextSetBit(0));
    BitSet inherited =
        onThread(
            Thread.ofPlatform(),
            () -> {
              ThreadAffinity.set(only);
              return onThread(Thread.ofPlatform(), ThreadAffinity::current);
            });
    assertThat(inherited).isEqualTo(only);
  }

  @Test
  void processorsThatTheHostHasNotAreLeftOut() throws Exception {
    BitSet wanted = ThreadAffinity.current();
    wanted.set(5000, 5010);
    BitSet seen =
        onThread(
            Thread.ofPlatform(),
            () -> {
              ThreadAffinity.set(wanted);
              return ThreadAffinity.current();
            });
    wanted.clear(5000, 5010);
    assertThat(seen).isEqualTo(wanted);
  }

  @Test
  void noUsableProcessorIsRefused() throws Exception {
    var none = new BitSet();
    var unknown = new BitSet();
    unknown.set(5000);
    for (BitSet cpus : new BitSet[] {none, unknown}) {
      assertThatThrownBy(() -> ThreadAffinity.set(cpus))
          .isInstanceOf(LinuxException.class)
          .hasMessageContaining("sched_setaffinity to " + cpus + ": EINVAL");
    }
  }

  @Test
  void threadsHaveNumbersOfTheirOwn() throws Exception {
    long other = onThread(Thread.ofPlatform(), ThreadAffinity::threadId);
    assertThat(ThreadAffinity.threadId()).isPositive().isNotEqualTo(other);
  }

  @Test
  void virtualThreadsAreRefused() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      assertThatThrownBy(() -> threads.submit(ThreadAffinity::current).get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }
}
