package org.backplane.core.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** Defaults that stand in for a type's own. */
final class Presets {

  /**
   * One of them.
   *
   * @param number counts up, so that equal ones are told apart
   * @param type the type, or the parent of the types, that it is for
   * @param defaults values as written
   */
  private record Preset(long number, String type, Options defaults) {

    boolean isFor(TypeDescription description) {
      return type.equals(description.name()) || type.equals(description.parent());
    }
  }

  private final List<Preset> newestLast = new ArrayList<>();
  private long count;

  synchronized Registration add(String type, Options defaults) {
    var preset = new Preset(count++, type, defaults);
    newestLast.add(preset);
    return () -> remove(preset);
  }

  private synchronized void remove(Preset preset) {
    newestLast.remove(preset);
  }

  /** Those in force now, whatever comes and goes later. */
  synchronized InForce inForce() {
    return new InForce(List.copyOf(newestLast));
  }

  /** The presets that one definition goes by. */
  static final class InForce {

    private final List<Preset> newestFirst;

    private InForce(List<Preset> newestLast) {
      newestFirst = newestLast.reversed();
    }

    /**
     * A type with the presets in place of its own defaults.
     *
     * @param subject names the definition in errors
     * @throws InvalidRequestException a preset is no value of its property
     */
    TypeDescription over(TypeDescription type, String subject, OptionParser parser)
        throws InvalidRequestException {
      if (newestFirst.stream().noneMatch(preset -> preset.isFor(type))) {
        return type;
      }
      var properties = new ArrayList<Property>(type.properties().size());
      for (Property property : type.properties()) {
        properties.add(over(type, property, subject, parser));
      }
      return new TypeDescription(
          type.name(), type.parent(), type.container(), type.summary(), properties);
    }

    private Property over(
        TypeDescription type, Property property, String subject, OptionParser parser)
        throws InvalidRequestException {
      for (Preset preset : newestFirst) {
        Map<String, RawValue> defaults = preset.defaults().members();
        RawValue written = defaults.get(property.name());
        if (preset.isFor(type) && written != null) {
          return withDefault(
              property, parser.check(property, subject, written, preset.defaults().dialect()));
        }
      }
      return property;
    }

    private static Property withDefault(Property property, PropertyValue value) {
      return new Property(
          property.name(),
          property.kind(),
          Optional.of(value),
          false,
          property.change(),
          property.summary(),
          property.readable());
    }
  }
}
