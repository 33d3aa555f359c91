package org.backplane.api.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.type.Container;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPathTest {

  @ParameterizedTest
  @ValueSource(strings = {"m0", "/objects/m0", "//objects//m0", "objects/m0", "objects/m0/", "m0/"})
  void readsAnIdOrAPath(String text) {
    assertThat(ObjectPath.parse(Container.OBJECTS, text)).hasValue(ObjectPath.object("m0"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "//", "/m0", "./m0", "/objects", "/chardevs/m0", "a/m0", "/objects/m0/x"})
  void whereNoObjectCanStandThereIsNone(String text) {
    assertThat(ObjectPath.parse(Container.OBJECTS, text)).isEmpty();
  }

  @Test
  void eachContainerHasItsOwnFolder() {
    assertThat(ObjectPath.parse(Container.CHARDEVS, "/chardevs/c0"))
        .hasValue(ObjectPath.chardev("c0"));
    assertThat(ObjectPath.parse(Container.CHARDEVS, "c0")).hasValue(ObjectPath.chardev("c0"));
    assertThat(ObjectPath.parse(Container.CHARDEVS, "/objects/c0")).isEmpty();
  }

  @Test
  void aCanonicalPathIsReadBack() {
    var path = ObjectPath.chardev("a/b");
    assertThat(ObjectPath.parse(Container.CHARDEVS, path.toString())).hasValue(path);
  }
}
