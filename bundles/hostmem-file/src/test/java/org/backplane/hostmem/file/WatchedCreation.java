package org.backplane.hostmem.file;

import org.backplane.api.BackplaneException;
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
import org.backplane.tck.TestCreation;

/**
 * A definition that does something as soon as its long work moves.
 *
 * @param deed run with every step, on the thread of the step
 */
record WatchedCreation(TestCreation definition, Runnable deed) implements Creation {

  @Override
  public Progress begin(String kind, long total) {
    return new Progress() {
      @Override
      public void advance(long amount) {
        deed.run();
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public PropertyValues properties() {
    return definition.properties();
  }

  @Override
  public Metrics metrics() {
    return definition.metrics();
  }

  @Override
  public Resources resources() {
    return definition.resources();
  }

  @Override
  public ObjectPath path() {
    return definition.path();
  }

  @Override
  public String subject() {
    return definition.subject();
  }

  @Override
  public <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException {
    return definition.lease(path, kind, terms, listener);
  }
}
