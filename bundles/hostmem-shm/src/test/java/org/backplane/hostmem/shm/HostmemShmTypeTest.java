package org.backplane.hostmem.shm;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.hostmem.MemoryBackendProperties;
import org.backplane.hostmem.MemoryDefaults;
import org.junit.jupiter.api.Test;

final class HostmemShmTypeTest {

  @Test
  void hasTheCommonPropertiesAndIsShared() {
    TypeDescription type = new HostmemShmFactory().description();
    TypeDescription common = MemoryBackendProperties.type("x", "y", MemoryDefaults.SHARED);
    assertThat(type.name()).isEqualTo("memory-backend-shm");
    assertThat(type.parent()).isEqualTo("memory-backend");
    assertThat(type.properties()).isEqualTo(common.properties());
    assertThat(type.property("share").orElseThrow().defaultValue())
        .contains(new PropertyValue.Bool(true));
  }
}
