package org.backplane.vm.runtime.boot;

import java.io.IOException;
import java.nio.file.Files;
import org.backplane.api.machine.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the device tree to a file once, and ends the machine instead of running it. */
public final class TreeDump {

  private static final Logger LOG = LoggerFactory.getLogger(TreeDump.class);

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

  /** Does it, the first time. */
  public void write(byte[] tree) {
    if (done) {
      return;
    }
    done = true;
    try {
      Files.write(file.path(), tree);
      LOG.info("the device tree is in {}", file.path());
      ending.end(Cause.HOST_SIGNAL, 0);
    } catch (IOException e) {
      LOG.error("{}: '{}' cannot be written: {}", file.subject(), file.path(), e.toString());
      ending.end(Cause.HOST_ERROR, 1);
    }
  }
}
