package org.backplane.api.thread;

import org.backplane.api.NotActiveException;
import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/** Starts threads that may run on certain processors only: {@code thread-context}. */
@ConsumerType
public interface ThreadContext extends BackendObject {

  /**
   * Starts a platform thread with the context's processors. It belongs to the caller, and may
   * outlive the context.
   *
   * @param name the thread's name
   * @return the thread, started
   * @throws NotActiveException the context has ended
   */
  Thread start(String name, Runnable body) throws NotActiveException;
}
