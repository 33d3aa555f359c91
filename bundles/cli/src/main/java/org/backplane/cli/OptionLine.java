package org.backplane.cli;

import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;

/** Reads values of the form {@code word,key=value,...} and checks which keys stand in them. */
final class OptionLine {

  private final OptionParser parser;

  OptionLine(OptionParser parser) {
    this.parser = parser;
  }

  /** Splits a value; its first element may leave the key away. */
  Options split(Given given, String impliedKey) throws InvalidRequestException {
    return split(given.option(), given.value(), impliedKey);
  }

  Options split(Option option, String text, String impliedKey) throws InvalidRequestException {
    try {
      return parser.split(text, impliedKey, Dialect.COMMAND_LINE);
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(option.spelling(), e.getMessage(), "");
    }
  }

  /** Refuses keys beside the allowed ones. */
  void allowOnly(Option option, Options options, List<String> keys) throws InvalidRequestException {
    for (String key : options.members().keySet()) {
      if (!keys.contains(key)) {
        throw new InvalidRequestException(
            option.spelling(), "unknown key '" + key + "'", parser.nearest(key, keys));
      }
    }
  }

  /** A key that must be there. */
  String require(Option option, Options options, String key) throws InvalidRequestException {
    return options
        .text(key)
        .filter(text -> !text.isEmpty())
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    option.spelling(), "'" + key + "' is missing", "add " + key + "=..."));
  }

  /** A key with {@code on} or {@code off}, or bare for {@code on}. */
  boolean bool(Option option, Options options, String key, boolean absent)
      throws InvalidRequestException {
    switch (options.members().get(key)) {
      case RawValue.Bare() -> {
        return true;
      }
      case RawValue.Json(Boolean value) -> {
        return value;
      }
      case null, default -> {}
    }
    String text = options.text(key).orElse(absent ? "on" : "off");
    return switch (text) {
      case "on", "yes", "true", "y" -> true;
      case "off", "no", "false", "n" -> false;
      default ->
          throw new InvalidRequestException(
              option.spelling(), key + "='" + text + "' is not a switch", "give on or off");
    };
  }

  /** A whole number in decimal that must be there. */
  int number(Option option, Options options, String key, int max) throws InvalidRequestException {
    String text = require(option, options, key);
    if (text.matches("[0-9]{1,9}") && Integer.parseInt(text) <= max) {
      return Integer.parseInt(text);
    }
    throw new InvalidRequestException(
        option.spelling(), key + "='" + text + "' is not possible", "give a number up to " + max);
  }

  /** A size; a number alone counts bytes. */
  long size(Option option, String text) throws InvalidRequestException {
    return parser.size(text, option.spelling());
  }

  /** A size; a number alone counts MiB. */
  long mebibytes(Option option, String text) throws InvalidRequestException {
    boolean plain = !text.isEmpty() && !Character.isLetter(text.charAt(text.length() - 1));
    return parser.size(plain ? text + "M" : text, option.spelling());
  }
}
