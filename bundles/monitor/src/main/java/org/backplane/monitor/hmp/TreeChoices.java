package org.backplane.monitor.hmp;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.monitor.editor.Completion;
import org.backplane.monitor.editor.Completion.Candidate;
import org.backplane.monitor.tree.QomProperty;
import org.backplane.monitor.tree.QomTree;

/** What may stand for paths of the object tree, for properties found there, and their values. */
final class TreeChoices {

  private static final String CHILD = "child<";

  private final QomTree tree;
  private final Vocabulary vocabulary;

  TreeChoices(QomTree tree, Vocabulary vocabulary) {
    this.tree = tree;
    this.vocabulary = vocabulary;
  }

  /** A path, step by step. */
  Choices paths() {
    return (_, begun) -> path(begun);
  }

  /** A property of the node at the path that another parameter gives; children are none. */
  Choices properties(String pathParameter) {
    return Choices.by(
        before ->
            list(before.find(pathParameter).orElse(""))
                .filter(property -> !property.type().startsWith(CHILD))
                .map(QomProperty::name)
                .toList());
  }

  /** A value for a property. */
  Choices values(String pathParameter, String propertyParameter) {
    return (before, begun) ->
        Completion.of(
            begun,
            tree.property(before.get(pathParameter), before.get(propertyParameter))
                .map(vocabulary::values)
                .orElse(List.of()),
            "");
  }

  private Completion path(String begun) {
    int cut = begun.lastIndexOf('/') + 1;
    if (cut == 0) {
      return begun.isEmpty()
          ? new Completion(0, List.of(new Candidate("/", "")))
          : Completion.NONE; // a partial path may stand anywhere
    }
    String folder = begun.substring(0, cut);
    List<String> children =
        list(folder)
            .filter(property -> property.type().startsWith(CHILD))
            .map(property -> folder + property.name())
            .filter(path -> path.startsWith(begun))
            .sorted()
            .toList();
    return new Completion(
        0, children.stream().map(path -> new Candidate(path, next(path, children))).toList());
  }

  /** What follows a path that is the only one: a step further down, if there is one. */
  private String next(String path, List<String> all) {
    boolean further =
        all.size() == 1 && list(path).anyMatch(property -> property.type().startsWith(CHILD));
    return further ? "/" : " ";
  }

  private Stream<QomProperty> list(String path) {
    try {
      return tree.list(path).stream();
    } catch (BackplaneException _) {
      return Stream.of();
    }
  }
}
