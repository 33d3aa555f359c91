package org.backplane.trace;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;

/**
 * What a text such as {@code enable=virtio_*,file=trace.log} asks for.
 *
 * @param sources patterns, and files of patterns, in the order given
 * @param log {@code log}: whether events are told as text
 * @param file {@code file}: where the text goes
 * @param recording {@code jfr}: where a recording goes
 * @param maxSize {@code max-size}: how many bytes either may have, at least {@link #LEAST}
 */
record TraceRequest(
    List<Source> sources,
    Optional<Boolean> log,
    Optional<Path> file,
    Optional<Path> recording,
    Optional<Long> maxSize) {

  /** The least that {@code max-size} takes. */
  static final long LEAST = 1 << 20;

  static final String SUBJECT = "trace";

  private static final String ENABLE = "enable";
  private static final String EVENTS = "events";
  private static final String FILE = "file";
  private static final String LOG = "log";
  private static final String RECORDING = "jfr";
  private static final String MAX_SIZE = "max-size";
  private static final List<String> KEYS = List.of(ENABLE, EVENTS, FILE, LOG, RECORDING, MAX_SIZE);

  /** Where patterns come from. */
  sealed interface Source {
    /** As given. */
    record Pattern(String text) implements Source {}

    /** A file with one on each line. */
    record ListFile(Path path) implements Source {}
  }

  TraceRequest {
    sources = List.copyOf(sources);
  }

  static TraceRequest read(String text, OptionParser parser) throws InvalidRequestException {
    Options options = parser.split(text, ENABLE, Dialect.COMMAND_LINE);
    var sources = new ArrayList<Source>();
    for (Map.Entry<String, RawValue> member : options.members().entrySet()) {
      switch (member.getKey()) {
        case ENABLE ->
            all(options, member).forEach(value -> sources.add(new Source.Pattern(value)));
        case EVENTS -> {
          for (String value : all(options, member)) {
            sources.add(new Source.ListFile(path(value)));
          }
        }
        case FILE, LOG, RECORDING, MAX_SIZE -> {}
        default ->
            throw new InvalidRequestException(
                SUBJECT,
                "unknown key " + TextValue.quoted(member.getKey()),
                parser.nearest(member.getKey(), KEYS));
      }
    }
    return new TraceRequest(
        sources,
        log(options),
        path(options, FILE),
        path(options, RECORDING),
        maxSize(options, parser));
  }

  private static List<String> all(Options options, Map.Entry<String, RawValue> member)
      throws InvalidRequestException {
    List<String> given =
        member.getValue() instanceof RawValue.Words words
            ? words.occurrences()
            : options.text(member.getKey()).stream().toList();
    if (given.isEmpty() || given.stream().anyMatch(String::isEmpty)) {
      throw missing(member.getKey());
    }
    return given;
  }

  private static Optional<Path> path(Options options, String key) throws InvalidRequestException {
    if (!options.members().containsKey(key)) {
      return Optional.empty();
    }
    String text = options.text(key).orElse("");
    if (text.isEmpty()) {
      throw missing(key);
    }
    return Optional.of(path(text));
  }

  private static Path path(String text) throws InvalidRequestException {
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      throw new InvalidRequestException(
          SUBJECT, TextValue.quoted(text) + " cannot be a file's name", "");
    }
  }

  private static Optional<Boolean> log(Options options) throws InvalidRequestException {
    if (!options.members().containsKey(LOG)) {
      return Optional.empty();
    }
    if (options.members().get(LOG) instanceof RawValue.Bare) {
      return Optional.of(true);
    }
    return switch (options.text(LOG).orElse("")) {
      case "on" -> Optional.of(true);
      case "off" -> Optional.of(false);
      default -> throw new InvalidRequestException(SUBJECT, "log= is a switch", "give on or off");
    };
  }

  private static Optional<Long> maxSize(Options options, OptionParser parser)
      throws InvalidRequestException {
    if (!options.members().containsKey(MAX_SIZE)) {
      return Optional.empty();
    }
    long size = parser.size(options.text(MAX_SIZE).orElse(""), SUBJECT + ": " + MAX_SIZE);
    if (size >= 0 && size < LEAST) {
      throw new InvalidRequestException(
          SUBJECT, "max-size= is less than 1 MiB", "give a size such as max-size=64M");
    }
    return Optional.of(size < 0 ? Long.MAX_VALUE : size); // beyond what a long can say
  }

  private static InvalidRequestException missing(String key) {
    return new InvalidRequestException(
        SUBJECT, key + "= has no value", "give a pattern to enable=, a file to the others");
  }
}
