package org.backplane.hostmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.thread.ThreadContext;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.Test;

/** Memory whose pages are taken by the threads of a {@code thread-context}. */
final class PreallocContextTest {

  private static final long SIZE = 4L << 20;
  private static final ObjectPath TC = ObjectPath.object("tc0");
  private static final TypeDescription TYPE =
      MemoryBackendProperties.type("memory-backend-test", "for tests", MemoryDefaults.PRIVATE);

  /** A context that counts. */
  private static final class Counting implements ThreadContext {
    private final List<String> started = new CopyOnWriteArrayList<>();
    private boolean ended;

    @Override
    public Thread start(String name, Runnable body) throws NotActiveException {
      if (ended) {
        throw new NotActiveException("thread-context 'tc0'", "it has ended", "");
      }
      started.add(name);
      return Thread.ofPlatform().daemon().start(body);
    }

    @Override
    public void close() {
      ended = true;
    }
  }

  private final Counting context = new Counting();

  private TestCreation definition(Map<String, ?> given) {
    return new TestCreation(TYPE, "m0", given).offering(TC, context);
  }

  private static MappedMemory make(TestCreation definition) throws BackplaneException {
    return MappedMemory.keep(
        definition,
        MemorySettings.of(definition),
        MappedMemory.OwnProperties.none(),
        () -> Mapping.anonymous(MappingSpec.ofSize(SIZE)));
  }

  @Test
  void startsAllThreadsOfACreation() throws Exception {
    try (var definition =
            definition(Map.of("size", SIZE, "prealloc", true, "prealloc-context", "/objects/tc0"));
        var memory = make(definition)) {
      assertThat(context.started).isNotEmpty().containsOnly("prealloc-m0");
      assertThat(memory.usage().residentBytes()).isEqualTo(SIZE);
    }
  }

  @Test
  void mayBeGivenAndTakenAwayLater() throws Exception {
    try (var definition = definition(Map.of("size", SIZE));
        var memory = make(definition)) {
      definition.set(memory, "prealloc-context", "/objects/tc0");
      definition.set(memory, "prealloc-context", "");
      definition.set(memory, "prealloc", true);
      assertThat(context.started).isEmpty();
    }
    try (var definition = definition(Map.of("size", SIZE));
        var memory = make(definition)) {
      definition.set(memory, "prealloc-context", "/objects/tc0");
      definition.set(memory, "prealloc", true);
      assertThat(context.started).isNotEmpty();
    }
  }

  @Test
  void mustExistWhenItIsGiven() throws Exception {
    try (var definition = definition(Map.of("size", SIZE, "prealloc-context", "/objects/tc1"))) {
      assertThatExceptionOfType(MissingReferenceException.class).isThrownBy(() -> make(definition));
      assertThat(definition.resources().names()).isEmpty();
    }
    try (var definition = definition(Map.of("size", SIZE));
        var memory = make(definition)) {
      assertThatExceptionOfType(MissingReferenceException.class)
          .isThrownBy(() -> definition.set(memory, "prealloc-context", "/objects/tc1"));
    }
  }

  @Test
  void isGivenBackByARefusedCreationAndByCodeThatEnds() throws Exception {
    Map<String, Object> given = Map.of("size", SIZE, "prealloc-context", "/objects/tc0");
    try (var definition = definition(given)) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(
              () ->
                  MappedMemory.keep(
                      definition,
                      MemorySettings.of(definition),
                      MappedMemory.OwnProperties.none(),
                      () -> {
                        assertThat(definition.leased()).containsExactly(TC);
                        throw Refusals.enoent();
                      }));
      assertThat(definition.leased()).isEmpty();
      make(definition).close();
      assertThat(definition.leased()).isEmpty();
    }
    Map<String, Object> odd = Map.of("size", 5000L, "prealloc-context", "/objects/tc0");
    try (var definition = definition(odd)) {
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> make(definition));
      assertThat(definition.leased()).isEmpty();
    }
  }

  @Test
  void mayHaveGoneWhenNewCodeComes() throws Exception {
    try (var definition = definition(Map.of("size", SIZE, "prealloc-context", "/objects/tc0"))) {
      make(definition).close();
      definition.withdraw(TC);
      try (var next = make(definition)) {
        definition.set(next, "prealloc", true);
        assertThat(next.usage().residentBytes()).isEqualTo(SIZE);
      }
      assertThat(context.started).isEmpty();
    }
  }

  @Test
  void newCodeGoesOnWithIt() throws Exception {
    try (var definition = definition(Map.of("size", SIZE, "prealloc-context", "/objects/tc0"))) {
      make(definition).close();
      try (var next = make(definition)) {
        definition.set(next, "prealloc", true);
      }
      assertThat(context.started).isNotEmpty();
    }
  }

  @Test
  void oneThatHasEndedIsAnErrorAndNoMore() throws Exception {
    try (var definition = definition(Map.of("size", SIZE, "prealloc-context", "/objects/tc0"));
        var memory = make(definition)) {
      context.close();
      assertThatExceptionOfType(NotActiveException.class)
          .isThrownBy(() -> definition.set(memory, "prealloc", true));
      definition.set(memory, "prealloc-context", "");
      definition.set(memory, "prealloc", true);
      assertThat(memory.usage().residentBytes()).isEqualTo(SIZE);
    }
  }
}
