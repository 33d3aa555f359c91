package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The start script finds {@code -daemonize} among the words; for that it knows the switches. */
class StartScriptTest {

  @Test
  void knowsEachOptionThatTakesNoValue() throws Exception {
    String script = Files.readString(Path.of("../../distribution/bin/backplane"));
    Matcher flags = Pattern.compile("(?m)^flags=' (.*) '$").matcher(script);
    assertThat(flags.find()).isTrue();

    String[] known = flags.group(1).split(" ");
    String[] actual =
        Option.spellings().stream()
            .filter(spelling -> !Option.of(spelling).orElseThrow().takesValue())
            .map(spelling -> spelling.substring(1))
            .toArray(String[]::new);
    Arrays.sort(known);
    Arrays.sort(actual);
    assertThat(known).containsExactly(actual);
  }
}
