package org.backplane.monitor.hmp;

import static org.backplane.monitor.hmp.Parameter.flag;
import static org.backplane.monitor.hmp.Parameter.optionalWord;
import static org.backplane.monitor.hmp.Parameter.rest;
import static org.backplane.monitor.hmp.Parameter.word;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.json.JsonException;
import org.backplane.json.JsonNull;
import org.backplane.json.JsonReader;
import org.backplane.json.JsonWriter;
import org.backplane.monitor.tree.QomProperty;
import org.backplane.monitor.tree.QomTree;

/** Lines that walk the object tree. */
public final class QomLines implements LineGroup {

  private static final String PATH = "path";
  private static final String PROPERTY = "property";
  private static final String VALUE = "value";
  private static final String AS_JSON = "-j";

  private final QomTree tree;
  private final TreeChoices choices;

  public QomLines(QomTree tree, Vocabulary vocabulary) {
    this.tree = tree;
    choices = new TreeChoices(tree, vocabulary);
  }

  @Override
  public List<LineCommand> commands() {
    return List.of(
        LineCommand.of(
            "qom-list",
            "lists an object's properties",
            List.of(optionalWord(PATH).of(choices.paths())),
            this::list),
        LineCommand.of(
            "qom-get",
            "reads a property",
            List.of(word(PATH).of(choices.paths()), word(PROPERTY).of(choices.properties(PATH))),
            this::get),
        LineCommand.of(
            "qom-set",
            "sets a property; with -j, to a JSON value",
            List.of(
                flag(AS_JSON),
                word(PATH).of(choices.paths()),
                word(PROPERTY).of(choices.properties(PATH)),
                rest(VALUE).of(choices.values(PATH, PROPERTY))),
            this::set));
  }

  private void list(Words words, Printer out) throws BackplaneException {
    Optional<String> path = words.find(PATH);
    if (path.isEmpty()) {
      out.line("/");
      return;
    }
    for (QomProperty property : tree.list(path.get())) {
      out.line(property.name() + " (" + property.type() + ")");
    }
  }

  private void get(Words words, Printer out) throws BackplaneException {
    out.line(JsonWriter.pretty(tree.get(words.get(PATH), words.get(PROPERTY))));
  }

  private void set(Words words, Printer out) throws BackplaneException {
    String path = words.get(PATH);
    String property = words.get(PROPERTY);
    String value = words.get(VALUE);
    if (words.has(AS_JSON)) {
      tree.set(path, property, json(value), Dialect.JSON);
    } else {
      tree.set(path, property, new RawValue.Words(List.of(value)), Dialect.COMMAND_LINE);
    }
  }

  private static RawValue json(String text) throws InvalidRequestException {
    try {
      Object value = JsonReader.parse(text);
      return new RawValue.Json(value instanceof JsonNull ? null : value);
    } catch (JsonException e) {
      throw new InvalidRequestException("qom-set", "not JSON: " + e.getMessage(), "");
    }
  }
}
