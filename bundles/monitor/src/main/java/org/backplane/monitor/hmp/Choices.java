package org.backplane.monitor.hmp;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.backplane.monitor.editor.Completion;

/**
 * What may stand for a parameter: said once with the parameter, so that every command completes.
 */
@FunctionalInterface
public interface Choices {

  /** Anything may stand there. */
  Choices ANY = (_, _) -> Completion.NONE;

  /**
   * What the text may become. Must not block.
   *
   * @param before the words in front of it
   * @param begun its beginning, maybe empty
   */
  Completion of(Words before, String begun);

  /** One of these words. */
  static Choices words(String... words) {
    List<String> known = List.of(words);
    return of(() -> known);
  }

  /** One of the words that there are at the moment. */
  static Choices of(Supplier<? extends Collection<String>> words) {
    return (_, begun) -> Completion.of(begun, words.get(), " ");
  }

  /** One of the words that go with the words in front. */
  static Choices by(Function<Words, ? extends Collection<String>> words) {
    return (before, begun) -> Completion.of(begun, words.apply(before), " ");
  }
}
