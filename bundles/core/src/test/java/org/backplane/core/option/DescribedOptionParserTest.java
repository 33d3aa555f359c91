package org.backplane.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescribedOptionParserTest {

  private static final TypeDescription TYPE =
      new TypeDescription(
          "memory-backend-test",
          "memory-backend",
          Container.OBJECTS,
          "memory for tests",
          List.of(
              Property.required("size", new PropertyKind.Size(), "how much"),
              Property.fixed(
                  "share", new PropertyKind.Bool(), new PropertyValue.Bool(false), "for others"),
              Property.changeable(
                  "prealloc-threads",
                  new PropertyKind.Unsigned(1, 0xffff_ffffL),
                  new PropertyValue.Unsigned(1),
                  "how many"),
              Property.fixed(
                  "policy",
                  new PropertyKind.Choice("HostMemPolicy", List.of("default", "bind")),
                  new PropertyValue.Text("default"),
                  "where"),
              Property.fixed(
                  "host-nodes",
                  new PropertyKind.UnsignedSet(127),
                  new PropertyValue.Numbers(List.of()),
                  "which"),
              Property.optional("path", new PropertyKind.Text(), "what file"),
              Property.optional("context", new PropertyKind.Link("thread-context"), "whose"),
              Property.readOnly("opened", new PropertyKind.Bool(), "whether it is open")));

  private final DescribedOptionParser parser = new DescribedOptionParser();

  @Test
  void defaultsFillWhatIsNotGiven() throws Exception {
    PropertyValues values = commandLine("size=64M");
    assertThat(values.number("size")).isEqualTo(64L << 20);
    assertThat(values.bool("share")).isFalse();
    assertThat(values.text("policy")).isEqualTo("default");
    assertThat(values.findText("path")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size=1,share|share|true",
        "size=1,noshare|share|false",
        "size=1,share=yes|share|true",
        "size=1,share=n|share|false"
      })
  void booleansAsWordsAndBare(String text, String name, boolean expected) throws Exception {
    assertThat(commandLine(text).bool(name)).isEqualTo(expected);
  }

  @Test
  void aLinkIsNoLongerThanAnyPath() throws Exception {
    String longest = "x".repeat(4096);
    assertThat(commandLine("size=1,context=" + longest).text("context")).isEqualTo(longest);
    assertThatThrownBy(() -> commandLine("size=1,context=x" + longest))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("property 'context' does not take 'xxx")
        .hasMessageEndingWith("…'; give the id of a thread-context")
        .message()
        .hasSizeLessThan(300);
  }

  @Test
  void bareTextPropertyReadsOn() throws Exception {
    assertThat(commandLine("size=1,path").text("path")).isEqualTo("on");
  }

  @Test
  void numbersFollowC() throws Exception {
    assertThat(commandLine("size=1,prealloc-threads=010").number("prealloc-threads")).isEqualTo(8);
    assertThat(commandLine("size=1,prealloc-threads=0x10").number("prealloc-threads"))
        .isEqualTo(16);
  }

  @Test
  void repeatedListsAddUpSortedWithoutDuplicates() throws Exception {
    assertThat(commandLine("size=1,host-nodes=3,host-nodes=0-1,host-nodes=1").numbers("host-nodes"))
        .containsExactly(0, 1, 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "share=on",
        "size=1,share=1",
        "size=1,share=ON",
        "size=1,share=",
        "size=-1",
        "size=1,prealloc-threads=0",
        "size=1,prealloc-threads=4294967296",
        "size=1,prealloc-threads=1K",
        "size=1,prealloc-threads=09",
        "size=1,policy=Bind",
        "size=1,host-nodes=3-1",
        "size=1,host-nodes=0-",
        "size=1,host-nodes=128",
        "size=1,host-nodes=x",
        "size=1,host-nodes.0=1",
        "size=1,opened=on",
        "size=1,size",
        "size=1,nopath"
      })
  void commandLineRefuses(String text) {
    assertThatThrownBy(() -> commandLine(text)).isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"size\":\"1\"}",
        "{\"size\":1.0}",
        "{\"size\":-1}",
        "{\"size\":18446744073709551616}",
        "{\"size\":1,\"share\":\"on\"}",
        "{\"size\":1,\"share\":null}",
        "{\"size\":1,\"host-nodes\":1}",
        "{\"size\":1,\"host-nodes\":[-1]}",
        "{\"size\":1,\"policy\":true}",
        "{\"size\":1,\"size\":2}",
        "{\"size\":1} x",
        "{\"size\":"
      })
  void jsonIsStrict(String text) {
    assertThatThrownBy(() -> json(text)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void jsonTakesTheWholeUnsignedRange() throws Exception {
    assertThat(json("{\"size\":18446744073709551615}").number("size")).isEqualTo(-1);
    assertThat(json("{'size':1,'host-nodes':[5,0]}").numbers("host-nodes")).containsExactly(0, 5);
  }

  @Test
  void anUnknownPropertyNamesTheNearest() {
    assertThatThrownBy(() -> commandLine("size=1,pollicy=bind"))
        .hasMessage("test 'x': there is no property 'pollicy'; did you mean 'policy'?");
  }

  @Test
  void aMissingOneIsNamed() {
    assertThatThrownBy(() -> commandLine("share=on")).hasMessageContaining("'size' is missing");
  }

  @Test
  void longValuesAreQuotedInPart() {
    assertThatThrownBy(() -> commandLine("size=" + "9".repeat(5000) + "x"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatDoesNotReadBackStandsInNoMessage(boolean wrongKind) {
    Property text = Property.optional("data", new PropertyKind.Text(), "a secret").writeOnly();
    Property size = Property.optional("data", new PropertyKind.Size(), "a secret").writeOnly();
    List<RawValue> values =
        wrongKind
            ? List.of(new RawValue.Json(4711L), new RawValue.Elements(List.of("4711")))
            : List.of(new RawValue.Json("x4711"), new RawValue.Words(List.of("x4711")));
    for (RawValue value : values) {
      assertThatThrownBy(
              () -> parser.check(wrongKind ? text : size, "x 'y'", value, Dialect.COMMAND_LINE))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageStartingWith("x 'y': property 'data' does not take what was given; give a")
          .hasMessageNotContaining("4711");
    }
  }

  @Test
  void helpComesFromTheDescription() {
    assertThat(parser.help(TYPE).lines())
        .contains(
            "  size=<int>             - how much (required)",
            "  policy=<HostMemPolicy> - where (default: default)")
        .noneMatch(line -> line.contains("opened"));
  }

  private PropertyValues commandLine(String text) throws InvalidRequestException {
    return parser.check(TYPE, "test 'x'", parser.split(text, "", Dialect.COMMAND_LINE));
  }

  private PropertyValues json(String text) throws InvalidRequestException {
    return parser.check(TYPE, "test 'x'", parser.split(text, "", Dialect.COMMAND_LINE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1    | 0    | s must not be 0; give a size such as 64M, below 2^64 bytes",
        "4096 | 4095 | s must be 4096 or more; give a size such as 64M, below 2^64 bytes and at least 4096",
        "-2   | 1E   | s must be 18446744073709551614 or more"
      })
  void aSizeMayHaveALeast(long least, String text, String message) throws Exception {
    Property property = Property.required("s", new PropertyKind.Size(least), "how much");
    assertThatThrownBy(() -> checked(property, text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("x 'y': " + message);
    assertThat(checked(property, Long.toUnsignedString(least)))
        .isEqualTo(new PropertyValue.Unsigned(least));
    assertThatThrownBy(() -> parser.check(property, "x 'y'", new RawValue.Json(-1L), Dialect.JSON))
        .hasMessageContaining("property 's' does not take -1; give a whole number of bytes");
  }

  private PropertyValue checked(Property property, String text) throws InvalidRequestException {
    var words = new RawValue.Words(List.of(text));
    return parser.check(property, "x 'y'", words, Dialect.COMMAND_LINE);
  }
}
