package org.backplane.vm.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be undone, the last taken first. Not thread-safe. */
final class Teardown implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Teardown.class);

  private final Deque<Step> steps = new ArrayDeque<>();

  /** Undoes one thing. */
  @FunctionalInterface
  interface Step {
    void undo() throws Exception;
  }

  <T extends AutoCloseable> T closing(T closable) {
    steps.push(closable::close);
    return closable;
  }

  void add(Step step) {
    steps.push(step);
  }

  /** All went well: there is nothing to undo. */
  void forget() {
    steps.clear();
  }

  /** Undoes everything; one that fails does not keep the others. */
  @Override
  public void close() {
    while (!steps.isEmpty()) {
      try {
        steps.pop().undo();
      } catch (Exception | Error e) {
        LOG.error("a part of the machine could not be released", e);
      }
    }
  }
}
