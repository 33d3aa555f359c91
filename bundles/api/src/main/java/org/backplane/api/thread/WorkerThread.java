package org.backplane.api.thread;

import org.jspecify.annotations.Nullable;

/**
 * Makes threads for code that is exchanged while the host runs. Whoever still refers to such a
 * thread once it has ended must not thereby keep that code in memory, and some do: a framework may
 * note for good which thread asked for a class first. So the thread takes nothing over from whoever
 * makes it, and refers to what it does only until it begins with it.
 */
public final class WorkerThread {

  private WorkerThread() {}

  /**
   * A thread of the host's, for what computes or waits in the kernel. It does not keep the process
   * alive.
   *
   * @return not started yet
   */
  public static Thread platform(String name, Runnable body) {
    return configured(Thread.ofPlatform().daemon(), name, body);
  }

  /**
   * A virtual thread, for what mostly waits for other threads.
   *
   * @return not started yet
   */
  public static Thread virtual(String name, Runnable body) {
    return configured(Thread.ofVirtual(), name, body);
  }

  private static Thread configured(Thread.Builder threads, String name, Runnable body) {
    return threads.inheritInheritableThreadLocals(false).name(name).unstarted(new Task(body));
  }

  private static final class Task implements Runnable {
    private @Nullable Runnable body;

    Task(Runnable body) {
      this.body = body;
    }

    @Override
    public void run() {
      Runnable begun = body;
      body = null;
      if (begun != null) {
        begun.run();
      }
    }
  }
}
