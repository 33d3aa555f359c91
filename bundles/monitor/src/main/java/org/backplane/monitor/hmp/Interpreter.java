package org.backplane.monitor.hmp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.editor.Completion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs lines of the human monitor, typed by a person or sent by {@code human-monitor-command}. */
public final class Interpreter {

  private static final Logger LOG = LoggerFactory.getLogger(Interpreter.class);

  private final LineTable top;
  private final LineTable info;

  /**
   * @param groups all commands and topics but {@code help} and {@code info}
   */
  public Interpreter(List<LineGroup> groups, OptionParser parser) {
    info =
        new LineTable(
            "info ", groups.stream().flatMap(group -> group.topics().stream()).toList(), parser);
    var all = new ArrayList<LineCommand>();
    groups.forEach(group -> all.addAll(group.commands()));
    all.add(
        LineCommand.of(
            "help|?",
            "shows the commands, or one of them",
            List.of(
                Parameter.optionalWord("command").of(Choices.of(this::commandNames)),
                Parameter.optionalWord("topic").of(Choices.by(this::topics))),
            this::help));
    all.add(
        LineCommand.of(
            "info",
            "shows what there is; without a topic, the topics",
            List.of(Parameter.optionalRest("topic").of((_, begun) -> this.info.complete(begun))),
            this::info));
    top = new LineTable("", all, parser);
  }

  /** What the last word of a line may become. */
  public Completion complete(String line) {
    try {
      return top.complete(line);
    } catch (RuntimeException | LinkageError e) { // a bundle may just be going
      LOG.debug("no completion", e);
      return Completion.NONE;
    }
  }

  private List<String> commandNames() {
    return top.names();
  }

  private List<String> topics(Words before) {
    return before.find("command").filter("info"::equals).isPresent() ? info.names() : List.of();
  }

  /** Runs a line; errors come back as text. */
  public Printed execute(String line) {
    var out = new Printer();
    try {
      if (!line.isBlank()) {
        top.run(line, out);
      }
    } catch (BackplaneException e) {
      out.error("Error: " + e.getMessage());
    } catch (HumanError e) {
      out.error(e.text());
    } catch (RuntimeException | LinkageError e) {
      LOG.error("a line of the human monitor failed unexpectedly", e);
      out.error("Error: failed unexpectedly; see the log");
    }
    return out.printed();
  }

  private void info(Words words, Printer out) throws BackplaneException, HumanError {
    Optional<String> topic = words.find("topic");
    if (topic.isPresent()) {
      info.run(topic.get(), out);
    } else {
      info.help().forEach(out::line);
    }
  }

  private void help(Words words, Printer out) throws HumanError {
    Optional<String> command = words.find("command");
    Optional<String> topic = words.find("topic");
    if (command.isEmpty()) {
      top.help().forEach(out::line);
    } else if (!command.get().equals("info")) {
      out.line(top.help(command.get()));
    } else if (topic.isPresent()) {
      out.line(info.help(topic.get()));
    } else {
      info.help().forEach(out::line);
    }
  }
}
