package org.backplane.cli;

import java.util.List;
import java.util.Map;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Options;

/**
 * Options that management software always says and that name what holds here anyway. Whatever else
 * they could ask for is refused, as nobody would do it.
 */
final class MootOptions {

  private static final List<String> OFF = List.of("off");
  private static final List<String> EITHER = List.of("on", "off");

  /**
   * What may be said.
   *
   * @param impliedKey the key that the first word may leave away
   * @param values the values that hold, by key; none for a key whose value is free
   */
  private record Truth(String impliedKey, Map<String, List<String>> values) {}

  /** Properties of machines of others, that say what is not on this board. */
  private static final Truth BOARD =
      new Truth("type", Map.of("usb", OFF, "acpi", OFF, "graphics", OFF, "vmport", OFF));

  private final OptionLine line;

  MootOptions(OptionLine line) {
    this.line = line;
  }

  /** Checks that an option says nothing but what holds. */
  void check(Given given) throws InvalidRequestException {
    Truth truth = truth(given.option());
    Options options = line.split(given, truth.impliedKey());
    line.allowOnly(given.option(), options, List.copyOf(truth.values().keySet()));
    check(given.option(), options, truth);
  }

  private void check(Option option, Options options, Truth truth) throws InvalidRequestException {
    for (var entry : truth.values().entrySet()) {
      String key = entry.getKey();
      if (options.members().containsKey(key) && !entry.getValue().isEmpty()) {
        checkValue(option, key, line.require(option, options, key), entry.getValue());
      }
    }
  }

  private static void checkValue(Option option, String key, String value, List<String> possible)
      throws InvalidRequestException {
    if (!possible.contains(value)) {
      throw new InvalidRequestException(
          option.spelling(),
          key + "=" + value + " is not possible here",
          "give " + key + "=" + String.join(" or ", possible));
    }
  }

  /** The machine's properties without those that name what its board lacks. */
  Options board(Option option, Options options) throws InvalidRequestException {
    check(option, options, BOARD);
    return options.without(BOARD.values().keySet().toArray(String[]::new));
  }

  private static Truth truth(Option option) {
    return switch (option) {
      case OVERCOMMIT -> new Truth("mem-lock", Map.of("mem-lock", OFF, "cpu-pm", OFF));
      case RTC -> new Truth("base", Map.of("base", List.of("utc"), "clock", List.of("host")));
      case BOOT -> new Truth("order", Map.of("strict", EITHER, "menu", OFF));
      case MSG -> new Truth("timestamp", Map.of("timestamp", EITHER, "guest-name", EITHER));
      case SANDBOX -> new Truth("enable", Map.of("enable", OFF));
      case AUDIO, AUDIODEV ->
          new Truth("driver", Map.of("driver", List.of("none"), "id", List.of()));
      default -> throw new IllegalArgumentException(option.spelling() + " has an effect");
    };
  }
}
