package org.backplane.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.OptionParser;
import org.backplane.core.option.DescribedOptionParser;

/** Reads command lines as the product does. */
final class Lines {

  static final OptionParser PARSER = new DescribedOptionParser();

  /** Where nobody reads. */
  static final Console CONSOLE =
      new Console(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          false);

  private Lines() {}

  static Words words(String... words) throws InvalidRequestException {
    return Words.read(List.of(words), PARSER);
  }

  static HostOptions options(String... words) throws InvalidRequestException {
    return HostOptionsReader.read(words(words), PARSER, false);
  }

  /** The same where a person types. */
  static HostOptions typed(String... words) throws InvalidRequestException {
    return HostOptionsReader.read(words(words), PARSER, true);
  }
}
