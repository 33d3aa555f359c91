package org.backplane.monitor.hmp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.monitor.control.ChardevControl;
import org.backplane.monitor.control.RingBuffers;
import org.backplane.monitor.report.Chardevs;

/** Lines about character devices; their definitions are the command line's. */
public final class ChardevLines implements LineGroup {

  private static final String ADD = "chardev-add";
  private static final String CHANGE = "chardev-change";
  private static final String TYPE = "backend";
  private static final String ID = "id";
  private static final String DEVICE = "device";
  private static final String DATA = "data";
  private static final String SIZE = "size";
  private static final String ADDED = "[backend=]type,id=id[,property=value]...";
  private static final String CHANGED = "[backend=]type[,property=value]...";

  private final ChardevControl control;
  private final RingBuffers rings;
  private final OptionParser parser;
  private final Vocabulary vocabulary;
  private final DefinitionLine added;
  private final DefinitionLine changed;

  public ChardevLines(
      Chardevs chardevs,
      ChardevControl control,
      RingBuffers rings,
      OptionParser parser,
      Vocabulary vocabulary) {
    this.control = control;
    this.vocabulary = vocabulary;
    this.rings = rings;
    this.parser = parser;
    added = new DefinitionLine(ADD, TYPE, Dialect.COMMAND_LINE, chardevs::types, parser);
    changed = new DefinitionLine(CHANGE, TYPE, Dialect.COMMAND_LINE, chardevs::types, parser);
  }

  @Override
  public List<LineCommand> commands() {
    return List.of(
        LineCommand.of(
            ADD,
            "makes a character device; 'help' lists the types, 'type,help' a type's properties",
            List.of(Parameter.rest(ADDED).of(vocabulary.definition(TYPE, added.types(), ID))),
            (words, out) -> added.run(words.get(ADDED), out, this::add)),
        LineCommand.of(
            CHANGE,
            "puts another device in a free one's place",
            List.of(
                Parameter.word(ID).of(vocabulary.chardevs()),
                Parameter.rest(CHANGED).of(vocabulary.definition(TYPE, changed.types()))),
            (words, out) ->
                changed.run(
                    words.get(CHANGED),
                    out,
                    (type, options) -> change(words.get(ID), type, options))),
        LineCommand.of(
            "chardev-remove",
            "deletes a character device",
            List.of(Parameter.word(ID).of(vocabulary.chardevs())),
            (words, _) -> control.remove(words.get(ID))),
        LineCommand.of(
            "chardev-send-break",
            "sends a device's front end a break",
            List.of(Parameter.word(ID).of(vocabulary.chardevs())),
            (words, _) -> control.sendBreak(words.get(ID))),
        LineCommand.of(
            "ringbuf_write",
            "writes a text to a ring buffer",
            List.of(Parameter.word(DEVICE).of(vocabulary.ringBuffers()), Parameter.word(DATA)),
            (words, _) ->
                rings.write(words.get(DEVICE), words.get(DATA).getBytes(StandardCharsets.UTF_8))),
        LineCommand.of(
            "ringbuf_read",
            "takes the oldest bytes out of a ring buffer, as many as size",
            List.of(Parameter.word(DEVICE).of(vocabulary.ringBuffers()), Parameter.word(SIZE)),
            this::read));
  }

  private void add(String type, Options options) throws BackplaneException {
    String id = added.required(options.text(ID), ID);
    control.add(id, type, options.without(TYPE, ID));
  }

  private void change(String id, String type, Options options) throws BackplaneException {
    if (options.members().containsKey(ID)) {
      throw new InvalidRequestException(CHANGE, "'id' is given twice", "the device keeps its id");
    }
    control.change(id, type, options.without(TYPE));
  }

  private void read(Words words, Printer out) throws BackplaneException {
    long size = parser.size(words.get(SIZE), "ringbuf_read");
    byte[] taken = rings.read(words.get(DEVICE), size < 0 ? Long.MAX_VALUE : size);
    out.line(printable(new String(taken, StandardCharsets.UTF_8)));
  }

  /** What a terminal would act upon shows as its number instead; lines stay lines. */
  private static String printable(String text) {
    var shown = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (c == '\\') {
                shown.append("\\\\");
              } else if (c != '\n' && Character.isISOControl(c)) {
                shown.append("\\u%04X".formatted(c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }
}
