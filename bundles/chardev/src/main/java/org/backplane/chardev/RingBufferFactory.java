package org.backplane.chardev;

import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.osgi.service.component.annotations.Component;

/** Offers {@code ringbuf}. Its content belongs to the definition. */
@Component(service = BackendFactory.class)
public final class RingBufferFactory extends ChardevFactory {

  private static final String SIZE = "size";
  private static final long DEFAULT_BYTES = 1 << 16;
  private static final long MOST_BYTES = 1 << 30;

  public RingBufferFactory() {
    super(type("ringbuf"));
  }

  static TypeDescription type(String name) {
    return ChardevType.of(
        name,
        "keeps the last bytes that were written",
        Property.fixed(
            SIZE,
            new PropertyKind.Size(),
            new PropertyValue.Unsigned(DEFAULT_BYTES),
            "how many bytes are kept, a power of two"));
  }

  @Override
  Chardev make(Creation creation) throws BackplaneException {
    return ring(creation);
  }

  static RingBufferChardev ring(Creation creation) throws BackplaneException {
    int size = size(creation);
    Mapping memory =
        creation.resources().keep("ring", Mapping.class, () -> memory(creation.subject(), size));
    return new RingBufferChardev(new Ring(memory.segment(), size), Traffic.of(creation.metrics()));
  }

  private static int size(Creation creation) throws InvalidRequestException {
    long size = creation.properties().number(SIZE);
    if (Long.bitCount(size) != 1 || size < 1 || size > MOST_BYTES) {
      throw new InvalidRequestException(
          creation.subject(),
          "size %s is no power of two up to 1G".formatted(Long.toUnsignedString(size)),
          "give one such as size=64K");
    }
    return (int) size;
  }

  private static Mapping memory(String subject, int size) throws HostException {
    try {
      return Mapping.anonymous(MappingSpec.ofSize(Ring.memoryBytes(size)));
    } catch (LinuxException e) {
      throw new HostException(
          subject, "there is no memory for it: " + e.getMessage(), "give a smaller size", e);
    }
  }
}
