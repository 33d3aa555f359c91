package org.backplane.cli;

import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.OptionParser;
import org.backplane.core.option.DescribedOptionParser;

/** Reads command lines as the product does. */
final class Lines {

  static final OptionParser PARSER = new DescribedOptionParser();

  private Lines() {}

  static Words words(String... words) throws InvalidRequestException {
    return Words.read(List.of(words), PARSER);
  }

  static HostOptions options(String... words) throws InvalidRequestException {
    return HostOptionsReader.read(words(words), PARSER);
  }
}
