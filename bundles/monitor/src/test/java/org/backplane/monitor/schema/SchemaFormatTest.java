package org.backplane.monitor.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.backplane.json.JsonNull;
import org.backplane.json.JsonWriter;
import org.backplane.monitor.schema.Shape.Field;
import org.backplane.monitor.schema.Shape.Fields;
import org.backplane.tck.qmp.WireSchema;
import org.junit.jupiter.api.Test;

/** How shapes are written down. */
class SchemaFormatTest {

  private static Object describe(Shape arguments) {
    var schema = new Schema();
    schema.command("c", arguments, Shape.NOTHING, true, List.of("f"));
    return Schema.form().of(schema);
  }

  private static String text(Shape arguments) {
    return JsonWriter.compact(describe(arguments));
  }

  @Test
  void aCommandComesBeforeItsTypes() {
    var arguments =
        new Fields(
            List.of(
                new Field("a", Builtin.TEXT, false),
                new Field("b", new Shape.ListOf(Builtin.INTEGER), true)));

    assertThat(text(arguments))
        .isEqualTo(
            "[{\"meta-type\":\"command\",\"name\":\"c\",\"arg-type\":\"1\",\"ret-type\":\"0\","
                + "\"allow-oob\":true,\"features\":[\"f\"]},"
                + "{\"meta-type\":\"object\",\"name\":\"0\",\"members\":[]},"
                + "{\"meta-type\":\"builtin\",\"name\":\"str\",\"json-type\":\"string\"},"
                + "{\"meta-type\":\"builtin\",\"name\":\"int\",\"json-type\":\"int\"},"
                + "{\"meta-type\":\"array\",\"name\":\"[int]\",\"element-type\":\"int\"},"
                + "{\"meta-type\":\"object\",\"name\":\"1\",\"members\":["
                + "{\"name\":\"a\",\"type\":\"str\"},"
                + "{\"name\":\"b\",\"type\":\"[int]\",\"default\":null}]}]");
  }

  @Test
  void aUnionNamesItsTagAndItsCases() {
    var union =
        new Shape.Union(
            List.of(new Field("id", Builtin.TEXT, false)),
            "kind",
            Map.of(
                "b", Shape.NOTHING, "a", new Fields(List.of(new Field("x", Builtin.BOOL, true)))));

    assertThat(text(union))
        .contains(
            "\"values\":[\"a\",\"b\"]",
            "\"members\":[{\"name\":\"kind\",\"type\":\"2\"},{\"name\":\"id\",\"type\":\"str\"}],"
                + "\"tag\":\"kind\","
                + "\"variants\":[{\"case\":\"a\",\"type\":\"3\"},{\"case\":\"b\",\"type\":\"0\"}]");
  }

  @Test
  void oneOfSeveralShapesIsAnAlternate() {
    var either = new Shape.AnyOf(List.of(Builtin.TEXT, Builtin.NULL));
    Object entities = describe(new Fields(List.of(new Field("a", either, false))));
    var schema = new WireSchema(entities, JsonNull.NULL);

    schema.check("1", Map.of("a", "text"), "c");
    schema.check("1", Map.of("a", JsonNull.NULL), "c");
    assertThatThrownBy(() -> schema.check("1", Map.of("a", 1L), "c")).hasMessageContaining("c.a");
    assertThat(either.accepts("text")).isTrue();
    assertThat(either.accepts(1L)).isFalse();
    assertThat(either.words()).isEqualTo("a string or null");
  }

  @Test
  void aLiveShapeIsWhatItIsAtTheMoment() {
    var shapes = new ArrayDeque<Shape>(List.of(Builtin.BOOL, Builtin.NUMBER));
    var live = new Fields(List.of(new Field("a", new Shape.Live(shapes::remove), false)));

    assertThat(text(live)).contains("\"json-type\":\"boolean\"");
    assertThat(text(live)).contains("\"json-type\":\"number\"");
  }

  @Test
  void equalShapesShareAName() {
    var twice =
        new Fields(
            List.of(
                new Field("a", new Shape.Words(List.of("x")), false),
                new Field("b", new Shape.Words(List.of("x")), false)));

    assertThat(text(twice).split("\"meta-type\":\"enum\"", -1)).hasSize(2);
  }
}
