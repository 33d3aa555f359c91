package org.backplane.cli;

import java.util.ArrayDeque;
import java.util.Deque;
import org.backplane.api.BackplaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command line has made, released in the reverse order of its making. */
final class RunningHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningHost.class);

  /** Undoes one step. */
  @FunctionalInterface
  interface Undo {
    void run() throws BackplaneException;
  }

  private record Part(String name, Undo undo) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  /** Remembers how to undo a step that has just been done. */
  synchronized void made(String name, Undo undo) {
    parts.push(new Part(name, undo));
  }

  /** Undoes all steps; idempotent. One that fails does not keep the others. */
  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.undo().run();
        LOG.debug("released {}", part.name());
      } catch (BackplaneException e) {
        LOG.debug("{} was not released: {}", part.name(), e.getMessage());
      } catch (RuntimeException e) {
        LOG.warn("{} broke while it was released", part.name(), e);
      }
    }
  }
}
