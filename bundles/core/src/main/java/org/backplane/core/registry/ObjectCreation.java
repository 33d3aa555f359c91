package org.backplane.core.registry;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.Progress;
import org.backplane.api.object.Resources;
import org.backplane.api.type.PropertyValues;
import org.backplane.core.job.RunningJob;

/** What one piece of code gets to make an object from, and keeps while it lives. */
final class ObjectCreation implements Creation {

  private final ObjectPath path;
  private final String subject;
  private final PropertyValues properties;
  private final Metrics metrics;
  private final Resources resources;
  private final Attempts attempts;
  private final Surroundings surroundings;
  private final Set<Lease<?>> leases = new HashSet<>();
  private boolean ended;

  ObjectCreation(
      ObjectPath path,
      String subject,
      PropertyValues properties,
      Metrics metrics,
      Resources resources,
      Attempts attempts,
      Surroundings surroundings) {
    this.path = path;
    this.subject = subject;
    this.properties = properties;
    this.metrics = metrics;
    this.resources = resources;
    this.attempts = attempts;
    this.surroundings = surroundings;
  }

  @Override
  public ObjectPath path() {
    return path;
  }

  @Override
  public String subject() {
    return subject;
  }

  @Override
  public PropertyValues properties() {
    return properties;
  }

  @Override
  public Metrics metrics() {
    return metrics;
  }

  @Override
  public Resources resources() {
    return resources;
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath on, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException {
    if (on.equals(path)) {
      throw new InvalidRequestException(subject, "it refers to itself", "name another object");
    }
    var lease = new Held<>(surroundings.lease(on, kind, terms, listener));
    synchronized (leases) {
      if (!ended) {
        leases.add(lease);
        return lease;
      }
    }
    lease.close();
    throw new IllegalStateException(subject + ": its code has ended");
  }

  @Override
  public Progress begin(String type, long total) {
    Attempt attempt =
        attempts
            .here()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        subject + ": this thread neither creates nor changes it"));
    RunningJob job = surroundings.begin(path, type, total, attempt.interrupter());
    attempt.shows(job);
    return job;
  }

  /** The code has ended, or never began: it holds nothing of others any more. */
  void end() {
    List<Lease<?>> left;
    synchronized (leases) {
      ended = true;
      left = List.copyOf(leases);
    }
    left.forEach(Lease::close);
  }

  /** A lease that this code need not give back itself, but may. */
  private final class Held<T> implements Lease<T> {

    private final Lease<T> lease;

    Held(Lease<T> lease) {
      this.lease = lease;
    }

    @Override
    public ObjectPath path() {
      return lease.path();
    }

    @Override
    public Optional<T> target() {
      return lease.target();
    }

    @Override
    public void close() {
      synchronized (leases) {
        leases.remove(this);
      }
      lease.close();
    }
  }
}
