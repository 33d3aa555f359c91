package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.backplane.api.InvalidRequestException;
import org.backplane.cli.Words.Subcommand;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void keepsOptionsAndTheirValuesInOrder() throws Exception {
    var words = Lines.words("-object", "a,id=x", "--device", "d", "-S", "-object", "-b");

    assertThat(words.subcommand()).isEqualTo(Subcommand.RUN);
    assertThat(words.given())
        .containsExactly(
            new Given(Option.OBJECT, "a,id=x"),
            new Given(Option.DEVICE, "d"),
            new Given(Option.PAUSED, ""),
            new Given(Option.OBJECT, "-b"));
  }

  @Test
  void takesASubcommandAsTheFirstWordOnly() throws Exception {
    assertThat(Lines.words("demo").subcommand()).isEqualTo(Subcommand.DEMO);
    assertThat(Lines.words("run", "-S").has(Option.PAUSED)).isTrue();
    assertThatThrownBy(() -> Lines.words("-S", "demo")).hasMessageContaining("unexpected word");
  }

  @Test
  void tellsNamesThatDifferInLengthOnlyApart() throws Exception {
    assertThat(Lines.words("-m", "1").given().getFirst().option()).isEqualTo(Option.MEMORY);
    assertThat(Lines.words("-M", "virt").given().getFirst().option()).isEqualTo(Option.MACHINE);
    assertThat(Lines.words("-mon", "x").given().getFirst().option()).isEqualTo(Option.MON);
    assertThat(Lines.words("-monitor", "x").given().getFirst().option()).isEqualTo(Option.MONITOR);
  }

  @Test
  void refusesAnUnknownOptionAndNamesTheNearest() {
    assertThatThrownBy(() -> Lines.words("-objct", "a"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("unknown option '-objct'; did you mean '-object'?");
    assertThatThrownBy(() -> Lines.words("--kernal", "a")).hasMessageContaining("'-kernel'");
  }

  @Test
  void refusesAnUnknownCommandAndNamesTheNearest() {
    assertThatThrownBy(() -> Lines.words("dmo")).hasMessageContaining("did you mean 'demo'?");
  }

  @Test
  void refusesAnOptionWhoseValueIsMissing() {
    assertThatThrownBy(() -> Lines.words("-S", "-kernel"))
        .hasMessage("-kernel: needs a value; write it as the next word");
  }

  @Property
  void answersOrRefusesWhateverIsWritten(@ForAll("commandLines") List<String> line) {
    try {
      Words words = Words.read(line, Lines.PARSER);
      assertThat(words.given()).hasSizeLessThanOrEqualTo(line.size());
      HostOptionsReader.read(words, Lines.PARSER, false);
    } catch (InvalidRequestException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<List<String>> commandLines() {
    Arbitrary<String> spelled = Arbitraries.of(Option.spellings());
    Arbitrary<String> values =
        Arbitraries.of("virt", "stdio", "unix:", "tcp::", "tcp:[::1]:1,server", "x,id=a", "{", "");
    Arbitrary<String> noise = Arbitraries.strings().ofMaxLength(8);
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(4, spelled),
            net.jqwik.api.Tuple.of(4, values),
            net.jqwik.api.Tuple.of(1, noise))
        .list()
        .ofMaxSize(8);
  }
}
