package org.backplane.hostmem.ram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.backplane.api.type.Change;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.TypeDescription;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of properties that users know. */
final class HostmemRamTypeTest {

  private static final TypeDescription TYPE = new HostmemRamFactory().description();

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          size,                                 int,           ,                     AT_CREATION
          share,                                bool,          Bool[value=false],    AT_CREATION
          merge,                                bool,          Bool[value=true],     ANY_TIME
          dump,                                 bool,          Bool[value=true],     ANY_TIME
          prealloc,                             bool,          Bool[value=false],    ANY_TIME
          prealloc-threads,                     int,           1,                    ANY_TIME
          prealloc-context,                     link<thread-context>, ,              ANY_TIME
          policy,                               HostMemPolicy, Text[value=default],  ANY_TIME
          host-nodes,                           int,           Numbers[values=[]],   ANY_TIME
          reserve,                              bool,          Bool[value=true],     AT_CREATION
          x-use-canonical-path-for-ramblock-id, bool,          Bool[value=false],    ANY_TIME
          x-page-size,                          int,           ,                     NEVER
          x-mapped-size,                        int,           ,                     NEVER
          x-reserved-size,                      int,           ,                     NEVER
          x-resident-size,                      int,           ,                     NEVER
          x-shared-size,                        int,           ,                     NEVER
          x-swapped-size,                       int,           ,                     NEVER
          x-huge-size,                          int,           ,                     NEVER
          x-lost-size,                          int,           ,                     NEVER
          """)
  void property(String name, String qomName, @Nullable String defaultValue, Change change) {
    Property property = TYPE.property(name).orElseThrow();
    assertThat(property.kind().qomName()).isEqualTo(qomName);
    assertThat(property.defaultValue().map(Object::toString))
        .isEqualTo(Optional.ofNullable(defaultValue));
    assertThat(property.change()).isEqualTo(change);
    assertThat(property.required()).isEqualTo(name.equals("size"));
    assertThat(property.summary()).isNotBlank().doesNotEndWith(".");
  }

  @Test
  void thereAreNoOthers() {
    assertThat(TYPE.properties()).hasSize(19);
    assertThat(TYPE.name()).isEqualTo("memory-backend-ram");
    assertThat(TYPE.parent()).isEqualTo("memory-backend");
    assertThat(TYPE.container()).isEqualTo(Container.OBJECTS);
  }
}
