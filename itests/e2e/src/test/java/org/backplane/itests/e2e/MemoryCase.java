package org.backplane.itests.e2e;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One line of the table of memory backends for one type, as one kind of host shall answer it.
 *
 * @param name the line's, the type's, and why it differs if it does
 * @param files what lies in the case's folder before
 * @param needs what the host must have
 * @param skip why it is not sent, or empty
 * @param steps in order
 */
record MemoryCase(
    String name,
    Map<String, Object> files,
    List<String> needs,
    String skip,
    List<MemoryStep> steps) {

  private static final Pattern REPLACEMENT = Pattern.compile("qemu(?:(<|>=)([0-9.]+))?");
  private static final List<String> OUTCOME = List.of("is", "get", "then", "skip");

  /** The cases of a line: one for each type. */
  static Stream<MemoryCase> of(Map<String, Object> line, Optional<QemuVersion> qemu) {
    return Stream.of(MemoryStep.string(line, "on", "").split(" "))
        .filter(type -> !unknownType(line, type, qemu))
        .map(type -> new Line(line, type, qemu).read());
  }

  /** One line says that a type is unknown to an old version: the others would say nothing more. */
  private static boolean unknownType(
      Map<String, Object> line, String type, Optional<QemuVersion> qemu) {
    boolean known = qemu.isEmpty() || qemu.get().knows(MemoryStep.typeName(type));
    return !known && line.keySet().stream().noneMatch(key -> key.startsWith("qemu"));
  }

  private record Line(Map<String, Object> text, String type, Optional<QemuVersion> qemu) {

    MemoryCase read() {
      var why = new ArrayList<String>();
      Map<String, Object> effective = qemu.map(version -> replaced(version, why)).orElse(text);
      List<MemoryStep> steps = steps(effective);
      if (qemu.isPresent()) {
        steps = known(steps, qemu.get(), why);
      }
      String name = MemoryStep.string(text, "case", "");
      return new MemoryCase(
          name + (type.isEmpty() ? "" : " [" + type + "]") + (why.isEmpty() ? "" : " " + why),
          MemoryStep.members(text, "files"),
          List.of(MemoryStep.string(text, "needs", "").split(" ")),
          MemoryStep.string(effective, "skip", ""),
          steps);
    }

    /** The line with what its replacements for a version say instead. */
    private Map<String, Object> replaced(QemuVersion version, List<String> why) {
      var result = new LinkedHashMap<>(text);
      for (String key : text.keySet()) {
        Map<String, Object> other =
            applies(key, version) ? MemoryStep.members(text, key) : Map.of();
        List<String> on = List.of(MemoryStep.string(other, "on", type).split(" "));
        if (other.isEmpty() || !on.contains(type)) {
          continue;
        }
        if (!result.getOrDefault("is", "ok").equals(other.getOrDefault("is", result.get("is")))) {
          OUTCOME.forEach(result::remove);
        }
        OUTCOME.stream().filter(other::containsKey).forEach(m -> result.put(m, other.get(m)));
        why.add(version + ": " + other.get("why"));
      }
      return result;
    }

    private static boolean applies(String key, QemuVersion version) {
      Matcher matcher = REPLACEMENT.matcher(key);
      if (!matcher.matches()) {
        return false;
      }
      if (matcher.group(1) == null) {
        return true;
      }
      int order = version.compareTo(QemuVersion.parse(matcher.group(2)));
      return matcher.group(1).equals("<") ? order < 0 : order >= 0;
    }

    private List<MemoryStep> steps(Map<String, Object> effective) {
      var steps = new ArrayList<MemoryStep>();
      if (!type.isEmpty()) {
        steps.add(
            MemoryStep.add(
                type,
                MemoryStep.USUAL_ID,
                MemoryStep.members(text, "with"),
                MemoryStep.string(effective, "is", MemoryStep.OK),
                MemoryStep.string(text, "says", "")));
      }
      if (effective.containsKey("get")) {
        steps.add(new MemoryStep.Reads(MemoryStep.USUAL_ID, MemoryStep.members(effective, "get")));
      }
      for (Object step : (List<?>) effective.getOrDefault("then", List.of())) {
        @SuppressWarnings("unchecked")
        var members = (Map<String, Object>) step;
        steps.add(MemoryStep.of(members, type));
      }
      return steps;
    }

    /** The steps up to the one that fails because the version does not know something. */
    private static List<MemoryStep> known(
        List<MemoryStep> steps, QemuVersion version, List<String> why) {
      var result = new ArrayList<MemoryStep>();
      for (MemoryStep step : steps) {
        step.in(version).ifPresent(result::add);
        if (step instanceof MemoryStep.Add add
            && add.is().equals(MemoryStep.OK)
            && !step.in(version).equals(Optional.of(step))) {
          String unknown = version.unknown(add.members().keySet()).orElse(add.type());
          why.add("%s: no %s yet".formatted(version, unknown));
          return result;
        }
      }
      return result;
    }
  }
}
