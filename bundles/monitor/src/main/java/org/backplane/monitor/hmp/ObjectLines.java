package org.backplane.monitor.hmp;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.monitor.control.Objects;

/** Lines that make and delete objects. */
public final class ObjectLines implements LineGroup {

  private static final String COMMAND = "object_add";
  private static final String DEFINITION = "[qom-type=]type,id=id[,property=value]...";
  private static final String TYPE = "qom-type";
  private static final String ID = "id";

  private final Objects objects;
  private final Vocabulary vocabulary;
  private final DefinitionLine definition;

  public ObjectLines(
      ObjectRegistry registry, OptionParser parser, Objects objects, Vocabulary vocabulary) {
    this.objects = objects;
    this.vocabulary = vocabulary;
    definition =
        new DefinitionLine(
            COMMAND,
            TYPE,
            () ->
                registry.types().stream().filter(t -> t.container() == Container.OBJECTS).toList(),
            parser);
  }

  @Override
  public List<LineCommand> commands() {
    return List.of(
        LineCommand.of(
            COMMAND,
            "makes an object; 'help' lists the types, 'type,help' a type's properties",
            List.of(
                Parameter.rest(DEFINITION).of(vocabulary.definition(TYPE, definition.types(), ID))),
            (words, out) -> definition.run(words.get(DEFINITION), out, this::add)),
        LineCommand.of(
            "object_del",
            "deletes an object",
            List.of(Parameter.word(ID).of(vocabulary.objects())),
            (words, _) -> objects.delete(Container.OBJECTS, words.get(ID))));
  }

  private void add(String type, Options options) throws BackplaneException {
    objects.add(type, definition.required(options.text(ID), ID), options.without(TYPE, ID));
  }
}
