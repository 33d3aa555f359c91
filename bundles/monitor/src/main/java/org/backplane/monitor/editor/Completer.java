package org.backplane.monitor.editor;

/** Knows what words may become. */
@FunctionalInterface
public interface Completer {

  /** What the last word of a text may become; asked on the thread that types. */
  Completion complete(String text);
}
