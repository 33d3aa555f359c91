package org.backplane.monitor.schema;

import java.util.List;
import java.util.stream.Collectors;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.schema.Shape.Field;
import org.backplane.monitor.schema.Shape.Fields;
import org.backplane.monitor.schema.Shape.Union;

/** What the types that bundles offer take in JSON. */
public final class TypeShapes {

  private TypeShapes() {}

  /**
   * An object that names a type and gives its properties.
   *
   * @param tag the member that names the type
   * @param common what is given for every type
   */
  public static Union union(String tag, List<Field> common, List<TypeDescription> types) {
    return new Union(
        common,
        tag,
        types.stream()
            .collect(
                Collectors.toMap(TypeDescription::name, TypeShapes::fields, (first, _) -> first)));
  }

  /** The properties of a type that can be given. */
  public static Fields fields(TypeDescription type) {
    return new Fields(
        type.properties().stream().filter(Property::writable).map(TypeShapes::field).toList());
  }

  /** The properties of a type as they read back: one without a value is not told. */
  public static Fields answer(TypeDescription type) {
    return new Fields(
        type.properties().stream()
            .filter(property -> property.writable() && property.readable())
            .map(property -> new Field(property.name(), of(property.kind()), true))
            .toList());
  }

  private static Field field(Property property) {
    return new Field(property.name(), of(property.kind()), !property.required());
  }

  private static Shape of(PropertyKind kind) {
    return switch (kind) {
      case PropertyKind.Size _, PropertyKind.Unsigned _ -> Builtin.INTEGER;
      case PropertyKind.UnsignedSet _ -> new Shape.ListOf(Builtin.INTEGER);
      case PropertyKind.Bool _ -> Builtin.BOOL;
      case PropertyKind.Choice choice -> new Shape.Words(choice.words());
      case PropertyKind.Text _, PropertyKind.Link _ -> Builtin.TEXT;
    };
  }
}
