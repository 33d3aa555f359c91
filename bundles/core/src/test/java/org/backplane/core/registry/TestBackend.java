package org.backplane.core.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** A factory whose every step a test can watch or break. */
class TestBackend implements BackendFactory {

  /** A resource that counts its end. */
  static final class Resource implements AutoCloseable {
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  /** The live object. */
  final class Code implements BackendObject {
    final Creation context;
    final Resource resource;
    volatile boolean ended;
    volatile PropertyValue level;

    Code(Creation context, Resource resource, PropertyValue level) {
      this.context = context;
      this.resource = resource;
      this.level = level;
    }

    @Override
    public Optional<PropertyValue> read(String property) {
      return property.equals("level") ? Optional.of(level) : Optional.empty();
    }

    @Override
    public void change(String property, PropertyValue value) throws BackplaneException {
      if (value.equals(new PropertyValue.Unsigned(13))) {
        throw new InvalidRequestException("", "unlucky", "");
      }
      beforeChange(this, property, value);
      if (property.equals("level")) {
        level = value;
      }
    }

    @Override
    public void close() {
      ended = true;
    }
  }

  private final String type;
  final List<Code> made = new CopyOnWriteArrayList<>();
  final List<Resource> resources = new CopyOnWriteArrayList<>();

  TestBackend(String type) {
    this.type = type;
  }

  @Override
  public TypeDescription description() {
    var properties = new ArrayList<Property>(more());
    properties.addAll(
        List.of(
            Property.changeable(
                "level",
                new PropertyKind.Unsigned(0, 100),
                new PropertyValue.Unsigned(1),
                "how much"),
            Property.fixed("fixed", new PropertyKind.Text(), new PropertyValue.Text("f"), "what")));
    return new TypeDescription(type, "test-backend", Container.OBJECTS, "for tests", properties);
  }

  /** What a test's type has beside the usual properties. */
  List<Property> more() {
    return List.of();
  }

  /** What happens when a test sets a property to a value that is not unlucky. */
  void beforeChange(Code code, String property, PropertyValue value) throws BackplaneException {}

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    Resource resource = creation.resources().keep("thing", Resource.class, this::makeResource);
    beforeReturn(creation);
    var code = new Code(creation, resource, creation.properties().find("level").orElseThrow());
    made.add(code);
    return code;
  }

  /** Where a test makes the creation slow or fail. */
  void beforeReturn(Creation creation) throws BackplaneException {}

  private Resource makeResource() {
    var resource = new Resource();
    resources.add(resource);
    return resource;
  }
}
