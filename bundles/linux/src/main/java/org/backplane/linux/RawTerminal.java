package org.backplane.linux;

import java.util.Optional;

/**
 * Standard input as a device takes it: while this is open, a terminal passes on each key as it is
 * typed. Closing it puts the mode back that was found. Whatever is no terminal is left alone, and
 * so is a terminal that another job of the shell has in the foreground. Safe for use by several
 * threads.
 */
public final class RawTerminal implements AutoCloseable {
  private final FileDescriptor input;
  private final boolean signals;
  private Optional<TerminalMode> found = Optional.empty();
  private boolean closed;

  private RawTerminal(FileDescriptor input, boolean signals) {
    this.input = input;
    this.signals = signals;
  }

  /**
   * Makes a terminal pass on what is typed.
   *
   * @param input a terminal or anything else; it must be closed after the result
   * @param signals whether the interrupt, quit and stop keys still send signals
   * @throws LinuxException the terminal cannot be asked or set
   */
  public static RawTerminal of(FileDescriptor input, boolean signals) throws LinuxException {
    var terminal = new RawTerminal(input, signals);
    terminal.renew();
    return terminal;
  }

  /**
   * Sets the mode again if somebody changed it, as a shell does that stopped this process and lets
   * it go on, or if this process was in the background before.
   */
  public synchronized void renew() throws LinuxException {
    if (closed || !inForeground()) {
      return;
    }
    Optional<TerminalMode> now = TerminalMode.of(input);
    if (now.isEmpty()) {
      return;
    }
    TerminalMode wanted = now.get().rawInput(signals);
    if (!wanted.equals(now.get())) {
      if (found.isEmpty()) {
        found = now;
      }
      wanted.applyTo(input);
    }
  }

  /**
   * Puts back the mode that was found, if the terminal is still there. A second close does nothing.
   */
  @Override
  public synchronized void close() throws LinuxException {
    if (closed) {
      return;
    }
    closed = true;
    if (found.isPresent() && inForeground()) {
      putBack(found.get());
    }
  }

  private void putBack(TerminalMode mode) throws LinuxException {
    try {
      mode.applyTo(input);
    } catch (LinuxException e) {
      if (!Errno.EIO.is(e.errno())) { // it hung up
        throw e;
      }
    }
  }

  // The kernel stops a background process that sets its terminal's mode. One that is no terminal of
  // ours has no foreground for us, and we may set it.
  private boolean inForeground() {
    byte[] group = new byte[Integer.BYTES];
    try (var _ = input.hold()) {
      return LibC.ioctl(input.number(), LibC.TIOCGPGRP, group) != 0
          || LibC.intIn(group) == LibC.getpgrp();
    }
  }
}
