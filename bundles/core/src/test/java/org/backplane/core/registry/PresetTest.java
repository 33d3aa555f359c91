package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Defaults in place of a type's own. */
class PresetTest extends RegistryRig {

  @BeforeEach
  void offer() {
    registry.offer(backend, reference);
  }

  private Registration preset(String type, String level) {
    return registry.preset(
        type, Options.ofWords(Dialect.COMMAND_LINE, Map.of("level", level, "unknown", "x")));
  }

  private long levelOf(String id) throws BackplaneException {
    return registry.find(ObjectPath.object(id)).orElseThrow().properties().number("level");
  }

  @Test
  void aPresetAppliesWhereADefinitionSaysNothing() throws Exception {
    registry.add(request("test", "before"));
    try (var _ = preset("test", "5")) {
      registry.add(request("test", "silent"));
      registry.add(request("test", "saying", Map.of("level", "7")));
    }
    registry.add(request("test", "after"));
    assertThat(levelOf("before")).isOne();
    assertThat(levelOf("silent")).isEqualTo(5);
    assertThat(levelOf("saying")).isEqualTo(7);
    assertThat(levelOf("after")).isOne();
    assertThat(registry.get(ObjectPath.object("silent"), "level"))
        .hasValue(new PropertyValue.Unsigned(5));
  }

  @Test
  void aPresetForAFamilyIsForItsTypesAloneAndTheNewestCounts() throws Exception {
    var older = preset("test-backend", "5");
    var newer = preset("test-backend", "6");
    var foreign = preset("tes", "8");
    registry.add(request("test", "a"));
    newer.close();
    newer.close();
    registry.add(request("test", "b"));
    older.close();
    registry.add(request("test", "c"));
    foreign.close();
    assertThat(levelOf("a")).isEqualTo(6);
    assertThat(levelOf("b")).isEqualTo(5);
    assertThat(levelOf("c")).isOne();
  }

  @Test
  void closingOneOfTwoEqualPresetsLeavesTheOther() throws Exception {
    var _ = preset("test", "5");
    var second = preset("test", "5");
    second.close();
    registry.add(request("test", "a"));
    assertThat(levelOf("a")).isEqualTo(5);
  }

  @Test
  void aDefinitionKeepsWhatItGotAcrossAnUpdate() throws Exception {
    var preset = preset("test", "5");
    registry.add(request("test", "t0"));
    preset.close();
    var _ = preset("test", "9");
    var update = new TestBackend("test");
    registry.offer(update, framework.reference(0, "2.0.0"));
    awaitTrue(() -> !update.made.isEmpty());
    assertThat(update.made.getFirst().context.properties().number("level")).isEqualTo(5);
  }

  @Test
  void aDefinitionThatWaitsKeepsThePresetsOfItsTime() throws Exception {
    var late = new TestBackend("late");
    var preset = preset("late", "5");
    registry.add(configured("late", "t0", Map.of()));
    preset.close();
    registry.offer(late, framework.reference(0, "1.0.0"));
    awaitPhase(Phase.REALIZED);
    assertThat(late.made.getFirst().context.properties().number("level")).isEqualTo(5);
  }

  @Test
  void aPresetIsCheckedLikeAWrittenValueInItsOwnDialect() throws Exception {
    try (var _ = preset("test", "101")) {
      assertRefused(request("test", "t0"), "property 'level' does not take '101'");
    }
    var json = new LinkedHashMap<String, RawValue>(Map.of("level", new RawValue.Json(5L)));
    try (var _ = registry.preset("test", new Options(Dialect.JSON, json))) {
      registry.add(request("test", "t0"));
    }
    assertThat(levelOf("t0")).isEqualTo(5);
  }

  @Test
  void aPresetGivesWhatADefinitionWouldHaveToGive() throws Exception {
    var needy =
        new TestBackend("needy") {
          @Override
          List<Property> more() {
            return List.of(Property.required("size", new PropertyKind.Size(1), "how much"));
          }
        };
    registry.offer(needy, framework.reference(0, "1.0.0"));
    assertRefused(request("needy", "n0"), "property 'size' is missing");
    try (var _ =
        registry.preset("needy", Options.ofWords(Dialect.COMMAND_LINE, Map.of("size", "1M")))) {
      registry.add(request("needy", "n0"));
    }
    assertThat(needy.made.getFirst().context.properties().number("size")).isEqualTo(1 << 20);
    assertThatThrownBy(() -> registry.get(ObjectPath.object("n0"), "sizes"))
        .hasMessageContaining("no property");
  }

  @Test
  void helpAndStatusShowTheTypesOwnDefaults() throws Exception {
    try (var _ = preset("test", "5")) {
      assertThat(registry.add(request("test", "t0")).type()).hasValue(backend.description());
      assertThat(registry.types()).containsExactly(backend.description());
    }
  }
}
