package org.backplane.core.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.junit.jupiter.api.Test;

class OptionTextTest {

  @Test
  void firstElementWithoutKeyTakesTheImpliedOne() throws Exception {
    Options options = commandLine("rng-builtin,id=r0");
    assertThat(options.text("qom-type")).hasValue("rng-builtin");
    assertThat(options.text("id")).hasValue("r0");
  }

  @Test
  void doubledCommaIsOneCommaOfTheValue() throws Exception {
    assertThat(commandLine("t,path=/a,,b,id=x").text("path")).hasValue("/a,b");
  }

  @Test
  void trailingCommaIsHarmless() throws Exception {
    assertThat(commandLine("t,id=x,").members()).hasSize(2);
  }

  @Test
  void lastOneWinsButTheFirstIdDoes() throws Exception {
    Options options = commandLine("t,id=a,id=b,size=1,size=2");
    assertThat(options.text("id")).hasValue("a");
    assertThat(options.text("size")).hasValue("2");
  }

  @Test
  void bareKeysAndHelpAreKept() throws Exception {
    Options options = commandLine("t,share,help");
    assertThat(options.members()).containsEntry("share", new RawValue.Bare());
    assertThat(options.asksForHelp()).isTrue();
  }

  @Test
  void humanMonitorTakesIndexedListsAndNoBareKeys() throws Exception {
    Options options =
        OptionText.split("t,host-nodes.1=2,host-nodes.0=0", "qom-type", Dialect.HUMAN_MONITOR);
    assertThat(options.members())
        .containsEntry("host-nodes", new RawValue.Elements(List.of("0", "2")));
    assertRefused("t,share", "no value");
    assertRefused("t,a.0=1,a.2=3", "gap");
    assertRefused("t,a.0=1,a=3", "both as a value and as a list");
    assertRefused("t,a b=3", "no key");
  }

  @Test
  void keylessValuesAreRefused() {
    assertThatThrownBy(() -> commandLine("t,=x"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("no key before");
  }

  @Test
  void endlessKeysAreReadInBoundedDepth() throws Exception {
    Options options =
        OptionText.split("t," + "a.".repeat(200_000) + "a=1", "x", Dialect.HUMAN_MONITOR);
    assertThat(options.members()).hasSize(2);
    assertRefused("t," + "a.".repeat(200_000) + "=1", "is no key");
  }

  @Property
  void anyTextSplitsOrIsRefused(@ForAll String text, @ForAll Dialect dialect) {
    try {
      assertThat(OptionText.split(text, "qom-type", dialect).members()).isNotNull();
    } catch (InvalidRequestException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void assertRefused(String text, String part) {
    assertThatThrownBy(() -> OptionText.split(text, "qom-type", Dialect.HUMAN_MONITOR))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(part);
  }

  private static Options commandLine(String text) throws InvalidRequestException {
    return OptionText.split(text, "qom-type", Dialect.COMMAND_LINE);
  }
}
