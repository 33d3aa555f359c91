package org.backplane.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The old way to set a character device's switches: {@code server,nowait}. It goes on working. */
final class ShortForms {

  private static final Logger LOG = LoggerFactory.getLogger(ShortForms.class);
  private static final String NO = "no";

  /** What begins like a switch that is off, but is not. */
  private static final List<String> WHOLE = List.of("nodelay");

  private ShortForms() {}

  /** Tells people who use it what to write instead. */
  static void warn(Option option, Options options) {
    advice(option, options).ifPresent(LOG::warn);
  }

  /** The warning; empty for a device without such switches. */
  static Optional<String> advice(Option option, Options options) {
    String instead =
        options.members().entrySet().stream()
            .filter(member -> member.getValue() instanceof RawValue.Bare)
            .map(Map.Entry::getKey)
            .map(ShortForms::inFull)
            .collect(Collectors.joining(","));
    return instead.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s: a switch without a value is old; write %s".formatted(option.spelling(), instead));
  }

  private static String inFull(String key) {
    return key.startsWith(NO) && !WHOLE.contains(key)
        ? key.substring(NO.length()) + "=off"
        : key + "=on";
  }
}
