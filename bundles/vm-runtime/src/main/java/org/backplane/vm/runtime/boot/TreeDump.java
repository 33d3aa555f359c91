package org.backplane.vm.runtime.boot;

import org.backplane.api.machine.Cause;

/** Writes the device tree to a file once, and ends the machine instead of running it. */
public final class TreeDump {

  /** How a machine is ended. */
  @FunctionalInterface
  public interface Ending {

    /** Has the machine ended; returns at once. */
    void end(Cause cause, int exitStatus);
  }

  private final OutputFile file;
  private final Ending ending;
  private boolean done;

  public TreeDump(OutputFile file, Ending ending) {
    this.file = file;
    this.ending = ending;
  }

  /** Has it done, the first time; does not wait for the file. */
  public void write(byte[] tree) {
    if (done) {
      return;
    }
    done = true;
    file.write(out -> out.write(tree), this::end);
  }

  private void end(boolean written) {
    ending.end(written ? Cause.HOST_SIGNAL : Cause.HOST_ERROR, written ? 0 : 1);
  }
}
