package org.backplane.api.option;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Keys and values of one option, split but not checked.
 *
 * @param dialect how they were written
 * @param members in the order written
 */
public record Options(Dialect dialect, SequencedMap<String, RawValue> members) {

  public Options {
    members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
  }

  /** Options from text values, one each. */
  public static Options ofWords(Dialect dialect, Map<String, String> words) {
    var members = new LinkedHashMap<String, RawValue>();
    words.forEach((key, word) -> members.put(key, new RawValue.Words(List.of(word))));
    return new Options(dialect, members);
  }

  /** The last text or the JSON string of a key. */
  public Optional<String> text(String key) {
    return switch (members.get(key)) {
      case RawValue.Words words -> Optional.of(words.occurrences().getLast());
      case RawValue.Json(String text) -> Optional.of(text);
      case null, default -> Optional.empty();
    };
  }

  /** Whether help was asked for: {@code help} or {@code ?} as a bare key. */
  public boolean asksForHelp() {
    return members.get("help") instanceof RawValue.Bare
        || members.get("?") instanceof RawValue.Bare;
  }

  /** These options less some keys. */
  public Options without(String... keys) {
    var rest = new LinkedHashMap<>(members);
    for (String key : keys) {
      rest.remove(key);
    }
    return new Options(dialect, rest);
  }
}
