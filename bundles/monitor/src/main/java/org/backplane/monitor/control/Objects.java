package org.backplane.monitor.control;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.monitor.report.Wording;

/** Makes and deletes objects with the error classes that monitors promise. */
public final class Objects {

  private final ObjectRegistry registry;
  private final OptionParser parser;

  public Objects(ObjectRegistry registry, OptionParser parser) {
    this.registry = registry;
    this.parser = parser;
  }

  /** Makes an object below {@code /objects}; returns when it is live. */
  public void add(String type, String id, Options options) throws BackplaneException {
    registry.add(new ObjectRequest(Container.OBJECTS, type, id, options));
  }

  /**
   * Deletes by plain id.
   *
   * @throws InvalidRequestException there is none: a plain error here, not a missing reference
   * @throws BackplaneException it is in use
   */
  public void delete(Container container, String id) throws BackplaneException {
    try {
      registry.remove(new ObjectPath(container, id));
    } catch (MissingReferenceException _) {
      throw missing(container, id);
    }
  }

  /** The error that tells of an id that nobody has. */
  InvalidRequestException missing(Container container, String id) {
    List<String> ids = registry.list(container).stream().map(s -> s.path().id()).toList();
    return new InvalidRequestException(
        "/" + container.folder(),
        "there is no " + Wording.quoted(id),
        ids.isEmpty() ? "it is empty" : Wording.advice(parser, id, ids));
  }
}
