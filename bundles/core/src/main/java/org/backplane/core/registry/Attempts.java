package org.backplane.core.registry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The attempts at one object that have not ended: one at a time is at work, the others wait. */
final class Attempts {

  private final String subject;
  private final Set<Attempt> open = new LinkedHashSet<>();

  Attempts(String subject) {
    this.subject = subject;
  }

  synchronized Attempt open() {
    var attempt = new Attempt(subject, this);
    open.add(attempt);
    return attempt;
  }

  synchronized void ended(Attempt attempt) {
    open.remove(attempt);
  }

  /** The one whose backend is at work on the calling thread. */
  Optional<Attempt> here() {
    return snapshot().stream().filter(Attempt::runsHere).findFirst();
  }

  /** Calls off what is at work; what waits has its turn. */
  void interrupt() {
    snapshot().forEach(Attempt::interrupt);
  }

  /** Calls off everything. */
  void callOff() {
    snapshot().forEach(Attempt::callOff);
  }

  private synchronized List<Attempt> snapshot() {
    return List.copyOf(open);
  }
}
