package org.backplane.monitor.hmp;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.RunState;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.Container;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Chardevs;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.tree.QomTree;

/** What {@code info} shows. */
public final class InfoLines implements LineGroup {

  private static final String PATH = "path";

  private final ObjectRegistry registry;
  private final Chardevs chardevs;
  private final RunControl control;
  private final QomTree tree;
  private final Version version;
  private final Vocabulary vocabulary;

  public InfoLines(
      ObjectRegistry registry,
      Chardevs chardevs,
      RunControl control,
      QomTree tree,
      Version version,
      Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.registry = registry;
    this.chardevs = chardevs;
    this.control = control;
    this.tree = tree;
    this.version = version;
  }

  @Override
  public List<LineCommand> topics() {
    return List.of(
        LineCommand.show("version", "shows the version", (_, out) -> out.line(version.toLine())),
        LineCommand.show(
            "status", "shows whether the machine runs", (_, out) -> out.line(status())),
        LineCommand.show(
            "name", "shows the machine's name", (_, out) -> control.name().ifPresent(out::line)),
        LineCommand.show("uuid", "shows the machine's UUID", (_, out) -> out.line(control.uuid())),
        LineCommand.show("chardev", "shows the character devices", (_, out) -> chardevs(out)),
        LineCommand.show(
            "objects", "shows every definition and what became of it", (_, out) -> objects(out)),
        LineCommand.of(
            "qom-tree",
            "shows the object tree",
            List.of(Parameter.optionalWord(PATH).of(new TreeChoices(tree, vocabulary).paths())),
            this::qomTree));
  }

  private String status() {
    RunState state = control.state();
    return switch (state) {
      case RUNNING -> "VM status: running";
      case PAUSED -> "VM status: paused";
      default -> "VM status: paused (" + state.wireName() + ")";
    };
  }

  private void chardevs(Printer out) {
    for (Chardevs.Entry entry : chardevs.list()) {
      out.line(entry.label() + ": filename=" + entry.filename());
    }
  }

  private void objects(Printer out) {
    Stream.of(Container.OBJECTS, Container.CHARDEVS)
        .flatMap(container -> registry.list(container).stream())
        .forEach(status -> out.line(line(status)));
  }

  private static String line(ObjectStatus status) {
    var text = new StringBuilder();
    text.append(status.path()).append(": ").append(status.typeName()).append(", ");
    text.append(status.phase().name().toLowerCase(Locale.ROOT));
    if (!status.reason().isEmpty()) {
      text.append(" (").append(status.reason()).append(')');
    }
    if (!status.holders().isEmpty()) {
      text.append(", held by ").append(String.join(", ", status.holders()));
    }
    return text.toString();
  }

  private void qomTree(Words words, Printer out) throws BackplaneException {
    String path = words.find(PATH).orElse("/machine");
    try {
      tree.walk(
          path,
          (depth, name, type) -> out.line("  ".repeat(depth) + "/" + name + " (" + type + ")"));
    } catch (MissingReferenceException _) {
      out.line(
          "path "
              + Wording.quoted(path)
              + " is not in the object tree"); // a sentence, not an error
    }
  }
}
