package org.backplane.threadcontext;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.type.Change;
import org.backplane.api.type.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of properties that users know. */
final class ThreadContextTypeTest {

  @ParameterizedTest
  @CsvSource({
    "cpu-affinity, ANY_TIME, true",
    "node-affinity, ANY_TIME, false",
    "thread-id, NEVER, true",
  })
  void property(String name, Change change, boolean readable) {
    Property property = ThreadContextType.TYPE.property(name).orElseThrow();
    assertThat(property.kind().qomName()).isEqualTo("int");
    assertThat(property.defaultValue()).isEmpty();
    assertThat(property.required()).isFalse();
    assertThat(property.change()).isEqualTo(change);
    assertThat(property.readable()).isEqualTo(readable);
  }

  @Test
  void thereAreNoOthers() {
    assertThat(ThreadContextType.TYPE.properties()).hasSize(3);
    assertThat(ThreadContextType.TYPE.name()).isEqualTo("thread-context");
    assertThat(ThreadContextType.TYPE.parent()).isEqualTo("object");
  }
}
