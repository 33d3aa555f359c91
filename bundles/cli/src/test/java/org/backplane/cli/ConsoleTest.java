package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleTest {

  @ParameterizedTest
  @CsvSource({"true, '\n'", "false, ''"})
  void anEndIsToldBelowTheLineThatAGuestHasBegun(boolean terminal, String before) {
    var printed = new ByteArrayOutputStream();
    var err = new PrintStream(printed, true, StandardCharsets.UTF_8);

    new Console(Lines.CONSOLE.out(), err, terminal).sayEnd("bye");

    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(before + "backplane: bye\n");
  }
}
