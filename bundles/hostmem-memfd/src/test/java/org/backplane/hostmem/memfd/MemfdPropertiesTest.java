package org.backplane.hostmem.memfd;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.type.Change;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of properties that users know. */
final class MemfdPropertiesTest {

  private static final TypeDescription TYPE = MemfdProperties.type(true);

  @ParameterizedTest
  @CsvSource({
    "share, bool, Bool[value=true], AT_CREATION",
    "seal, bool, Bool[value=true], ANY_TIME",
    "hugetlb, bool, Bool[value=false], ANY_TIME",
    "hugetlbsize, int, 0, AT_CREATION",
  })
  void property(String name, String qomName, String defaultValue, Change change) {
    Property property = TYPE.property(name).orElseThrow();
    assertThat(property.kind().qomName()).isEqualTo(qomName);
    assertThat(property.defaultValue()).map(Object::toString).contains(defaultValue);
    assertThat(property.change()).isEqualTo(change);
  }

  @Test
  void zeroCannotBeGivenAsAPageSize() {
    assertThat(TYPE.property("hugetlbsize").orElseThrow().kind())
        .isEqualTo(new PropertyKind.Size(1));
  }
}
