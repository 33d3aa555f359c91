package org.backplane.chardev;

import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.ObjectPath;
import org.backplane.tck.TestCreation;

/** A device with its definition. */
final class Device implements AutoCloseable {

  private final BackendFactory factory;
  private final TestCreation definition;
  private Chardev code;

  private Device(BackendFactory factory, TestCreation definition) throws BackplaneException {
    this.factory = factory;
    this.definition = definition;
    this.code = (Chardev) factory.create(definition);
  }

  static Device of(BackendFactory factory, String id, Map<String, ?> options)
      throws BackplaneException {
    var definition = new TestCreation(factory.description(), id, options);
    try {
      return new Device(factory, definition);
    } catch (BackplaneException e) {
      definition.close();
      throw e;
    }
  }

  static Device socket(Map<String, ?> options) throws BackplaneException {
    return of(new SocketChardevFactory(), "c0", options);
  }

  /** A socket that refers to other objects. */
  static Device protectedSocket(
      Map<String, ?> options, Map<ObjectPath, ? extends BackendObject> others)
      throws BackplaneException {
    var factory = new SocketChardevFactory();
    var definition = new TestCreation(factory.description(), "c0", options);
    others.forEach(definition::offering);
    try {
      return new Device(factory, definition);
    } catch (BackplaneException e) {
      definition.close();
      throw e;
    }
  }

  /** What it measures. */
  Metrics metrics() {
    return definition.metrics();
  }

  /** The other objects that may not be deleted while it uses them. */
  List<ObjectPath> pinned() {
    return definition.pinned();
  }

  /** Takes another object away from it. */
  void withdraw(ObjectPath other) {
    definition.withdraw(other);
  }

  Chardev code() {
    return code;
  }

  /** What an update of the bundle does. */
  void exchange() throws BackplaneException {
    code.close();
    code = (Chardev) factory.create(definition);
  }

  @Override
  public void close() {
    code.close();
    definition.close();
  }
}
