package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.junit.jupiter.api.Test;

class CommandRunTest {

  private final FakeHost host = new FakeHost();
  private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(answers, true, StandardCharsets.UTF_8);
  private final CommandRun run =
      new CommandRun(
          host,
          new Console(out, out, false),
          new CommandRun.Product("1.2.3", Path.of("/dist")),
          new HostStart(host, Lines.CONSOLE, _ -> {}));

  private String answer(String... words) throws BackplaneException {
    assertThat(run.run(List.of(words))).isEmpty();
    assertThat(host.steps).isEmpty();
    return answers.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsTheVersion() throws Exception {
    assertThat(answer("-version")).isEqualTo("Backplane 1.2.3" + System.lineSeparator());
  }

  @Test
  void listsEveryOptionInItsHelp() throws Exception {
    assertThat(answer("help")).contains(Option.spellings()).contains(LegacyDevice.FORMS);
  }

  @Test
  void listsTheTypesOfAnOption() throws Exception {
    assertThat(answer("-nodefaults", "-object", "help"))
        .contains("rng-builtin", "memory-backend-ram")
        .doesNotContain("socket");
  }

  @Test
  void listsTheTypesOfEachContainerApart() throws Exception {
    assertThat(answer("-chardev", "?")).contains("socket").doesNotContain("rng-builtin");
  }

  @Test
  void listsMachines() throws Exception {
    assertThat(answer("-M", "help")).contains("virt");
  }

  @Test
  void listsTraceEventsWithWhatTheyTell() throws Exception {
    assertThat(answer("-trace", "help"))
        .isEqualTo(
            """
            Events of the bundles that are here, with what they tell:
              rng_popped size=<unsigned> id=<text>
            Events that no bundle here has:
              tpm_reset
            A file of text ends at 1 GiB and a recording keeps the latest 256 MiB, unless max-size= says otherwise.
            """);
  }

  @Test
  void describesOneType() throws Exception {
    assertThat(answer("-object", "rng-builtin,id=x,help")).contains("rng-builtin");
  }

  @Test
  void refusesToDescribeAnUnknownType() {
    assertThatThrownBy(() -> run.run(List.of("-object", "rng-bultin,help")))
        .hasMessageContaining("did you mean 'rng-builtin'?");
  }

  @Test
  void startsTheDemoFromTheDistributionsOwnGuest() throws Exception {
    host.type("stdio", org.backplane.api.type.Container.CHARDEVS);
    Optional<RunningHost> running = run.run(List.of("demo"));

    running.orElseThrow().close();
    assertThat(host.steps).contains("add m0", "add rng0", "add serial0", "build", "cont");
    assertThat(answers.toString(StandardCharsets.UTF_8))
        .contains("-kernel /dist/share/guest/demo.elf");
  }
}
