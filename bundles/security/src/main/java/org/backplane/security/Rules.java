package org.backplane.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in: the first rule that matches decides.
 *
 * @param rules in order
 * @param otherwise what becomes of those whom none matches
 */
record Rules(List<Rule> rules, boolean otherwise) {

  private static final String POLICY = "policy";
  private static final String RULES = "rules";
  private static final String MATCH = "match";
  private static final String FORMAT = "format";

  Rules {
    rules = List.copyOf(rules);
  }

  boolean admit(String identity) {
    return rules.stream()
        .filter(rule -> rule.matches(identity))
        .findFirst()
        .map(Rule::allows)
        .orElse(otherwise);
  }

  /**
   * Reads {@code {"policy": …, "rules": [{"match": …, "policy": …, "format": …}]}}.
   *
   * @throws IllegalArgumentException it is not of that form; the message says where
   */
  static Rules of(Object json) {
    Map<String, Object> all = members(json, "the list", Set.of(POLICY, RULES));
    return new Rules(
        rules(Optional.ofNullable(all.get(RULES)).orElse(List.of())), allows(all, "policy"));
  }

  /** Reads the rules alone. */
  static List<Rule> rules(Object json) {
    if (!(json instanceof List<?> entries)) {
      throw new IllegalArgumentException("rules is no list");
    }
    var rules = new ArrayList<Rule>();
    for (Object entry : entries) {
      rules.add(rule(entry, "rules[%d]".formatted(rules.size())));
    }
    return rules;
  }

  private static Rule rule(Object json, String where) {
    Map<String, Object> entry = members(json, where, Set.of(MATCH, POLICY, FORMAT));
    if (!(entry.get(MATCH) instanceof String match)) {
      throw new IllegalArgumentException(where + " has no match");
    }
    if (!entry.containsKey(POLICY)) {
      throw new IllegalArgumentException(where + " has no policy");
    }
    boolean glob =
        switch (String.valueOf(entry.getOrDefault(FORMAT, "exact"))) {
          case "exact" -> false;
          case "glob" -> true;
          default -> throw new IllegalArgumentException(where + ".format is not exact or glob");
        };
    return new Rule(match, allows(entry, where + ".policy"), glob);
  }

  private static boolean allows(Map<String, Object> members, String where) {
    return switch (String.valueOf(members.getOrDefault(POLICY, "deny"))) {
      case "allow" -> true;
      case "deny" -> false;
      default -> throw new IllegalArgumentException(where + " is not allow or deny");
    };
  }

  @SuppressWarnings("unchecked") // JSON's names are texts
  private static Map<String, Object> members(Object json, String where, Set<String> known) {
    if (!(json instanceof Map<?, ?> object)) {
      throw new IllegalArgumentException(where + " is no JSON object");
    }
    object.keySet().stream()
        .filter(name -> !known.contains(name))
        .findAny()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(where + " has an unknown member " + name);
            });
    return (Map<String, Object>) object;
  }
}
