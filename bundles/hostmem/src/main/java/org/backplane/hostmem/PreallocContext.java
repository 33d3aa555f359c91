package org.backplane.hostmem;

import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectContext;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.thread.ThreadContext;
import org.backplane.api.thread.WorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who starts the threads that preallocate: the thread context that an object is linked to, or,
 * without one, this process. The context may be deleted meanwhile, and goes on starting threads for
 * the object.
 */
final class PreallocContext implements Crew.Starter, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PreallocContext.class);
  private static final String FOLDER = "/objects/";

  private final ObjectContext object;
  private volatile @Nullable Lease<ThreadContext> lease;

  PreallocContext(ObjectContext object) {
    this.object = object;
  }

  /**
   * Links the object to another context.
   *
   * @param path canonical path of the context; empty for none
   * @throws BackplaneException there is no such context; the old link stays
   */
  void link(String path) throws BackplaneException {
    Lease<ThreadContext> old = lease;
    lease =
        path.isEmpty()
            ? null
            : object.lease(
                objectAt(path),
                ThreadContext.class,
                LeaseTerms.following(object.subject()),
                new Indifferent());
    if (old != null) {
      old.close();
    }
  }

  /**
   * Links code that goes on with memory made earlier: a context that is gone by now is no error.
   */
  void linkAgain(String path) {
    if (lease != null) {
      return;
    }
    try {
      link(path);
    } catch (BackplaneException e) {
      LOG.debug("{}: goes on without its prealloc-context", object.subject(), e);
    }
  }

  @Override
  public Thread start(String name, Runnable body) throws NotActiveException {
    Lease<ThreadContext> linked = lease;
    if (linked == null) {
      Thread own = WorkerThread.platform(name, body);
      own.start();
      return own;
    }
    ThreadContext context =
        linked
            .target()
            .orElseThrow(
                () ->
                    new NotActiveException(
                        object.subject(),
                        "its prealloc-context '%s' is away".formatted(linked.path().id()),
                        "put the bundle of thread-context back, or set prealloc-context to ''"));
    return context.start(name, body);
  }

  @Override
  public void close() {
    Lease<ThreadContext> last = lease;
    if (last != null) {
      last.close();
    }
  }

  private static ObjectPath objectAt(String path) {
    String id = path.startsWith(FOLDER) ? path.substring(FOLDER.length()) : path;
    return ObjectPath.object(id.replace("\\x2f", "/"));
  }

  /** The context is asked for each time: there is nothing to hear of. */
  private static final class Indifferent implements LeaseListener<ThreadContext> {
    @Override
    public void attached(ThreadContext target) {}

    @Override
    public void detached() {}
  }
}
