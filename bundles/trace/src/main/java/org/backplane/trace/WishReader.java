package org.backplane.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;

/** Patterns as options and files have them; one with a hyphen before it switches off. */
final class WishReader {

  private static final long MAX_FILE = 1 << 20;

  private WishReader() {}

  static List<Wish> read(List<TraceRequest.Source> sources) throws BackplaneException {
    var wishes = new ArrayList<Wish>();
    for (TraceRequest.Source source : sources) {
      switch (source) {
        case TraceRequest.Source.Pattern(String text) -> wishes.add(wish(text));
        case TraceRequest.Source.ListFile(Path path) -> {
          for (String line : EventList.read(content(path))) {
            wishes.add(wish(line));
          }
        }
      }
    }
    return wishes;
  }

  private static Wish wish(String text) throws InvalidRequestException {
    boolean off = text.startsWith("-");
    var pattern = new NamePattern(off ? text.substring(1) : text);
    if (!pattern.isPossible()) {
      throw new InvalidRequestException(
          TraceRequest.SUBJECT,
          TextValue.quoted(text) + " is no name of events",
          "give letters, digits, '_', '*' and '?'");
    }
    return new Wish(pattern, !off);
  }

  private static String content(Path file) throws BackplaneException {
    try {
      if (!Files.isRegularFile(file)) {
        throw new InvalidRequestException(
            TraceRequest.SUBJECT,
            "events=" + file + " is no file",
            "give a file with a pattern on each line");
      }
      if (Files.size(file) > MAX_FILE) {
        throw new InvalidRequestException(
            TraceRequest.SUBJECT, "events=" + file + " is larger than 1 MiB", "");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new HostException(
          TraceRequest.SUBJECT,
          "cannot read '" + file + "': " + PrivateFile.reason(e),
          "give a file with a pattern on each line",
          e);
    }
  }
}
