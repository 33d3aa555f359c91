package org.backplane.cli;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;

/**
 * Tells which pseudo-terminal a device got. The host chooses the number, and programs look for this
 * very line among what a start prints.
 */
final class TerminalNotice {

  private static final String TYPE = "pty";
  private static final String PREFIX = "pty:";

  private TerminalNotice() {}

  /** The line; empty for a device that is no pseudo-terminal. */
  static Optional<String> of(ObjectRegistry registry, ObjectStatus device)
      throws BackplaneException {
    if (!device.typeName().equals(TYPE)) {
      return Optional.empty();
    }
    var terms = LeaseTerms.following("start");
    try (var lease = registry.lease(device.path(), Chardev.class, terms, new Deaf())) {
      return lease
          .target()
          .map(Chardev::filename)
          .filter(filename -> filename.startsWith(PREFIX))
          .map(filename -> line(filename.substring(PREFIX.length()), device.path().id()));
    }
  }

  private static String line(String terminal, String id) {
    return "char device redirected to %s (label %s)".formatted(terminal, id);
  }

  /** The lease is only held for a moment. */
  private static final class Deaf implements LeaseListener<Chardev> {
    @Override
    public void attached(Chardev target) {}

    @Override
    public void detached() {}
  }
}
