package org.backplane.threadcontext;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.NotActiveException;
import org.backplane.api.metric.Counter;
import org.backplane.api.object.Creation;
import org.backplane.api.thread.ThreadContext;
import org.backplane.api.type.PropertyValue;
import org.backplane.linux.LinuxException;
import org.backplane.linux.NumaTopology;

/** The live {@code thread-context}. It keeps nothing on the host but its thread. */
final class LiveThreadContext implements ThreadContext {

  private final String subject;
  private final ContextThread thread;
  private final Counter started;
  private final long threadId;
  private volatile Optional<Affinity> affinity = Optional.empty();

  private LiveThreadContext(String subject, ContextThread thread, Counter started)
      throws LinuxException {
    this.subject = subject;
    this.thread = thread;
    this.started = started;
    this.threadId = thread.id();
  }

  static LiveThreadContext create(Creation creation, NumaTopology host) throws BackplaneException {
    String subject = creation.subject();
    Optional<Affinity> wanted = Affinity.of(subject, creation.properties(), host);
    var thread = new ContextThread(creation.path().id());
    boolean done = false;
    try {
      var context =
          new LiveThreadContext(
              subject, thread, creation.metrics().counter(ThreadContextType.THREADS_STARTED));
      if (wanted.isPresent()) {
        context.apply(wanted.get());
      }
      done = true;
      return context;
    } catch (LinuxException e) {
      throw new HostException(subject, "its thread cannot be made: " + e.getMessage(), "", e);
    } finally {
      if (!done) {
        thread.close();
      }
    }
  }

  @Override
  public Thread start(String name, Runnable body) throws NotActiveException {
    try {
      Thread made = thread.start(name, body);
      started.increment();
      return made;
    } catch (RejectedExecutionException | LinuxException _) {
      throw new NotActiveException(subject, "it has ended", "");
    }
  }

  @Override
  public Optional<PropertyValue> read(String property) {
    return switch (property) {
      case ThreadContextType.THREAD_ID -> Optional.of(new PropertyValue.Unsigned(threadId));
      case ThreadContextType.CPU_AFFINITY -> actual();
      default -> Optional.empty();
    };
  }

  // The host may have taken processors away since they were chosen.
  private Optional<PropertyValue> actual() {
    try {
      List<Integer> cpus = thread.cpus().stream().boxed().toList();
      return Optional.of(new PropertyValue.Numbers(cpus));
    } catch (RejectedExecutionException | LinuxException _) {
      return Optional.empty(); // it has just ended
    }
  }

  @Override
  public void change(String property, PropertyValue value) throws BackplaneException {
    Optional<Affinity> now = affinity;
    if (now.isPresent() && !now.get().property().equals(property)) {
      throw Affinity.mixed(subject);
    }
    apply(Affinity.of(subject, property, value, NumaTopology.read()));
  }

  private void apply(Affinity wanted) throws HostException {
    try {
      thread.runOn(wanted.cpus());
      affinity = Optional.of(wanted);
    } catch (LinuxException e) {
      throw new HostException(
          subject,
          "%s=%s: %s".formatted(wanted.property(), wanted.numbers(), e.getMessage()),
          "choose among the processors that this process may use",
          e);
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
