package org.backplane.monitor.command;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.command.ChardevBackend.Member;
import org.backplane.monitor.schema.Shape;
import org.backplane.monitor.schema.Shape.Field;
import org.backplane.monitor.schema.Shape.Fields;
import org.backplane.monitor.schema.Shape.Union;
import org.backplane.monitor.schema.TypeShapes;

/** What {@code chardev-add} takes for a backend: QMP's words for what the types describe. */
final class BackendShapes {

  private BackendShapes() {}

  static Union of(List<TypeDescription> types) {
    return byType(
        types.stream()
            .collect(
                Collectors.toMap(TypeDescription::name, BackendShapes::data, (first, _) -> first)));
  }

  private static Union byType(Map<String, ? extends Shape> data) {
    return new Union(
        List.of(),
        "type",
        data.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> new Fields(List.of(new Field("data", entry.getValue(), false))))));
  }

  private static Fields data(TypeDescription type) {
    List<Member> members = ChardevBackend.BACKENDS.get(type.name());
    return members == null
        ? TypeShapes.fields(type)
        : fields(ChardevBackend.withCommon(members), type);
  }

  /** Those members for which the type has a property. */
  private static Fields fields(List<Member> members, TypeDescription type) {
    return new Fields(
        members.stream()
            .filter(member -> isAddress(member) || type.property(member.property()).isPresent())
            .map(member -> isAddress(member) ? address(type) : member.argument().field())
            .toList());
  }

  private static boolean isAddress(Member member) {
    return member.property().equals(ChardevBackend.ADDRESS);
  }

  private static Field address(TypeDescription type) {
    return new Field(
        ChardevBackend.ADDRESS,
        byType(
            ChardevBackend.ADDRESSES.entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, entry -> fields(entry.getValue(), type)))),
        false);
  }
}
