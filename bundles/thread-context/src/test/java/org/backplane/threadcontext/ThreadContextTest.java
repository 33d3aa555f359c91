package org.backplane.threadcontext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.api.thread.ThreadContext;
import org.backplane.api.type.PropertyValue;
import org.backplane.linux.ThreadAffinity;
import org.backplane.tck.LiveThreads;
import org.backplane.tck.TestCreation;
import org.backplane.tck.TestProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real context, on the processors that this process may use. */
final class ThreadContextTest {

  private static final ThreadContextFactory FACTORY = new ThreadContextFactory();

  @AfterEach
  void noThreadIsLeft() throws Exception {
    assertThat(LiveThreads.named("\"TC ")).isEmpty();
  }

  private static TestCreation definition(Map<String, ?> given) {
    return new TestCreation(FACTORY.description(), "tc0", given);
  }

  private static ThreadContext make(TestCreation definition) throws BackplaneException {
    return (ThreadContext) FACTORY.create(definition);
  }

  /** The processors that threads of this process may run on. */
  private static List<Integer> usable() throws Exception {
    return ThreadAffinity.current().stream().boxed().toList();
  }

  /** The processors that a thread of the context has. */
  private static List<Integer> inherited(ThreadContext context) throws Exception {
    var seen = new FutureTask<BitSet>(ThreadAffinity::current);
    Thread thread = context.start("worker", seen);
    assertThat(thread.getName()).isEqualTo("worker");
    assertThat(thread.isVirtual()).isFalse();
    List<Integer> cpus = seen.get().stream().boxed().toList();
    thread.join();
    return cpus;
  }

  private static PropertyValue numbers(List<Integer> values) {
    return TestProperties.value(values);
  }

  @Test
  void threadsInheritItsProcessors() throws Exception {
    List<Integer> last = List.of(usable().getLast());
    try (var definition = definition(Map.of("cpu-affinity", last));
        var context = make(definition)) {
      assertThat(inherited(context)).isEqualTo(last);
      assertThat(context.read("cpu-affinity")).contains(numbers(last));
    }
    assertThat(usable()).as("this thread keeps its own").isNotEmpty();
  }

  @Test
  void withoutAChoiceTheyMayRunAnywhere() throws Exception {
    try (var definition = definition(Map.of());
        var context = make(definition)) {
      assertThat(inherited(context)).isEqualTo(usable());
      assertThat(context.read("cpu-affinity")).contains(numbers(usable()));
    }
  }

  @Test
  void readsBackTheProcessorsThatItHasInTruth() throws Exception {
    int first = usable().getFirst();
    try (var definition = definition(Map.of("cpu-affinity", List.of(first, 5000)));
        var context = make(definition)) {
      assertThat(context.read("cpu-affinity")).contains(numbers(List.of(first)));
    }
  }

  @Test
  void processorsThatCannotBeUsedAreRefused() {
    try (var definition = definition(Map.of("cpu-affinity", List.of(65535)))) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> make(definition))
          .withMessageStartingWith("thread-context 'tc0': cpu-affinity=[65535]: ")
          .withMessageContaining("EINVAL")
          .withMessageEndingWith("; choose among the processors that this process may use");
    }
  }

  @Test
  void aNodeStandsForItsProcessors() throws Exception {
    try (var definition = definition(Map.of("node-affinity", List.of(0)));
        var context = make(definition)) {
      assertThat(inherited(context)).isNotEmpty().isSubsetOf(usable());
    }
  }

  @Test
  void itsThreadIsNamedAndNumbered() throws Exception {
    try (var definition = definition(Map.of());
        var context = make(definition)) {
      assertThat(context.read("thread-id").orElseThrow())
          .isInstanceOfSatisfying(
              PropertyValue.Unsigned.class, id -> assertThat(comm(id.value())).isEqualTo("TC tc0"));
    }
    var longName =
        new TestCreation(FACTORY.description(), "a-very-long-name-of-a-context", Map.of());
    try (var context = make(longName)) {
      var id = (PropertyValue.Unsigned) context.read("thread-id").orElseThrow();
      assertThat(comm(id.value())).isEqualTo("TC a-very-long-");
    }
  }

  private static String comm(long threadId) {
    try {
      return Files.readString(Path.of("/proc/self/task/" + threadId + "/comm")).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void processorsMayChangeWhileItLives() throws Exception {
    int first = usable().getFirst();
    int last = usable().getLast();
    try (var definition = definition(Map.of("cpu-affinity", List.of(first)));
        var context = make(definition)) {
      definition.set(context, "cpu-affinity", List.of(last));
      assertThat(inherited(context)).containsExactly(last);
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> definition.set(context, "cpu-affinity", List.of(65535)));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> definition.set(context, "cpu-affinity", List.of()));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> definition.set(context, "node-affinity", List.of(0)))
          .withMessageContaining("cpu-affinity cannot go with node-affinity");
      assertThat(inherited(context)).as("what was refused").containsExactly(last);
    }
  }

  @Test
  void newCodeHasAThreadWithTheSameProcessors() throws Exception {
    List<Integer> last = List.of(usable().getLast());
    try (var definition = definition(Map.of())) {
      try (var context = make(definition)) {
        definition.set(context, "cpu-affinity", last);
      }
      for (int i = 0; i < 5; i++) {
        try (var next = make(definition)) {
          assertThat(inherited(next)).isEqualTo(last);
        }
      }
      assertThat(definition.resources().names()).isEmpty();
    }
  }

  @Test
  void itsThreadsMayOutliveIt() throws Exception {
    var ended = new FutureTask<>(() -> true);
    Thread thread;
    try (var definition = definition(Map.of());
        var context = make(definition)) {
      thread =
          context.start(
              "worker",
              () -> {
                while (!Thread.interrupted()) {
                  Thread.onSpinWait();
                }
                ended.run();
              });
    }
    assertThat(thread.isAlive()).isTrue();
    thread.interrupt();
    assertThat(ended.get()).isTrue();
    thread.join();
  }

  @Test
  void afterItsEndItStartsNothing() throws Exception {
    try (var definition = definition(Map.of())) {
      ThreadContext context = make(definition);
      context.close();
      assertThatExceptionOfType(NotActiveException.class)
          .isThrownBy(() -> context.start("worker", () -> {}))
          .withMessage("thread-context 'tc0': it has ended");
      assertThat(context.read("cpu-affinity")).isEmpty();
    }
  }

  @Test
  void whoeverIsInterruptedStillGetsTheThread() throws Exception {
    try (var definition = definition(Map.of());
        var context = make(definition)) {
      Thread.currentThread().interrupt();
      try {
        assertThat(context.start("worker", () -> {})).isNotNull();
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }
}
