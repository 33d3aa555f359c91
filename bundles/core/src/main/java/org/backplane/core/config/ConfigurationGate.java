package org.backplane.core.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.backplane.api.launch.Launch;
import org.backplane.api.launch.StartGate;
import org.backplane.api.thread.WorkerThread;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Where configured objects wait for the command line's defaults, if a command line follows. */
@Component(service = {StartGate.class, ConfigurationGate.class})
public final class ConfigurationGate implements StartGate {

  private final SequencedSet<Passage> waiting = new LinkedHashSet<>();
  private boolean open;

  @Activate
  public ConfigurationGate(BundleContext context) {
    // Configurations may be served before the launcher has handed over anything else.
    this(context.getProperty(Launch.HOME) == null);
  }

  ConfigurationGate(boolean open) {
    this.open = open;
  }

  /** Does a task on a thread of its own, at once or as soon as the gate opens. */
  synchronized Passage pass(String thread, Runnable task) {
    var passage = new Passage(WorkerThread.virtual(thread, task));
    if (open) {
      passage.thread.start();
    } else {
      waiting.add(passage);
    }
    return passage;
  }

  @Override
  public void open() {
    try {
      for (Passage passage : letIn()) {
        passage.thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<Passage> letIn() {
    open = true;
    List<Passage> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(passage -> passage.thread.start());
    return all;
  }

  /** One task's way through the gate. */
  final class Passage {

    private final Thread thread;

    private Passage(Thread thread) {
      this.thread = thread;
    }

    /**
     * Gives the passage up; false if the task has begun, or is about to. Then it is interrupted.
     */
    boolean turnBack() {
      synchronized (ConfigurationGate.this) {
        if (waiting.remove(this)) {
          return true;
        }
      }
      thread.interrupt();
      return false;
    }
  }
}
