package org.backplane.trace;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names that operators may know of events, whether a bundle has them today or not. */
final class KnownEvents {

  private static final String RESOURCE = "events.txt";

  private KnownEvents() {}

  static List<String> names() {
    try (InputStream in = KnownEvents.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the bundle lacks " + RESOURCE);
      }
      return EventList.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
