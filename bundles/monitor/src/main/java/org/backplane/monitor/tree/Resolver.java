package org.backplane.monitor.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.monitor.report.Wording;

/** Finds nodes by path in the tree of one moment. */
final class Resolver {

  /** Longest path that is looked for; peers may send many megabytes. */
  private static final int MAX_PATH_CHARS = 4096;

  /** Where a link that is given by id looks. */
  private static final List<List<String>> LINK_FOLDERS =
      List.of(List.of("objects"), List.of("chardevs"), List.of("machine", "peripheral"));

  private final QomNode root;
  private final TypeTree types;

  Resolver(QomNode root, TypeTree types) {
    this.root = root;
    this.types = types;
  }

  /**
   * The node at an absolute path, or the only one that a partial path fits.
   *
   * @throws MissingReferenceException there is none
   * @throws InvalidRequestException a partial path fits several
   */
  QomNode resolve(String path) throws MissingReferenceException, InvalidRequestException {
    if (path.length() > MAX_PATH_CHARS) {
      throw missing(path);
    }
    List<String> parts = parts(path);
    if (path.startsWith("/")) {
      return descend(root, parts).orElseThrow(() -> missing(path));
    }
    List<QomNode> fits = fits(root, parts);
    if (fits.isEmpty()) {
      throw missing(path);
    }
    if (fits.size() > 1) {
      throw new InvalidRequestException(
          "path " + Wording.quoted(path),
          "it fits several objects",
          "begin it with a slash, from the root");
    }
    return fits.getFirst();
  }

  static MissingReferenceException missing(String path) {
    return new MissingReferenceException(
        "path " + Wording.quoted(path), "there is no such object", "qom-list shows what is there");
  }

  private static List<String> parts(String path) {
    return Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
  }

  /** Matches as an absolute path at this node and at every one below it. */
  private List<QomNode> fits(QomNode node, List<String> parts) {
    var found = new ArrayList<QomNode>();
    descend(node, parts).ifPresent(found::add);
    for (QomNode child : node.children()) {
      if (found.size() > 1) {
        break;
      }
      found.addAll(fits(child, parts));
    }
    return found;
  }

  private Optional<QomNode> descend(QomNode from, List<String> parts) {
    Optional<QomNode> at = Optional.of(from);
    for (String part : parts) {
      at = at.flatMap(node -> node.child(part).or(() -> follow(node, part)));
    }
    return at;
  }

  /**
   * The target of a link property; empty when it is unset or dangling. An id is looked up where
   * things with ids stand, not all over the tree: that search follows links itself.
   */
  Optional<QomNode> follow(QomNode node, String property) {
    Optional<String> target = node.property(property).flatMap(NodeProperty::target);
    return target.flatMap(
        wanted ->
            node.link(property)
                .flatMap(
                    text -> text.startsWith("/") ? children(parts(text)) : byId(text, wanted)));
  }

  private Optional<QomNode> byId(String id, String target) {
    return LINK_FOLDERS.stream()
        .flatMap(folder -> children(folder).stream())
        .flatMap(folder -> folder.child(id).stream())
        .filter(node -> types.conforms(node.type(), target) || types.find(target).isEmpty())
        .findFirst();
  }

  private Optional<QomNode> children(List<String> parts) {
    Optional<QomNode> at = Optional.of(root);
    for (String part : parts) {
      at = at.flatMap(node -> node.child(part));
    }
    return at;
  }
}
