package org.backplane.qtest;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a test program asks and is answered: the protocol, without connections and threads. */
final class Conversation implements RequestReader.Sink {

  private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

  private final Talk talk;
  private final SessionLog log;
  private final MemoryCommands memory;
  private final LineCommands lines;
  private final Map<String, Command> commands;
  private boolean warned;

  Conversation(Command.Benches benches, IrqNews news, Talk talk, SessionLog log) {
    this.talk = talk;
    this.log = log;
    this.memory = new MemoryCommands(benches);
    this.lines = new LineCommands(benches, news);
    this.commands =
        Stream.of(
                memory.all(),
                new PortCommands().all(),
                new ClockCommands(benches).all(),
                lines.all(),
                List.of(
                    Command.answering("endianness", _ -> "OK little"),
                    Command.answering("module_load", Conversation::noModules)))
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableMap(Command::name, Function.identity()));
  }

  private static String noModules(Request request) throws Refusal {
    throw Refusal.because("there are no modules");
  }

  @Override
  public void request(Request request) throws IOException, InterruptedException {
    log.received(String.join(" ", request.words()));
    Optional<Command> known = Optional.ofNullable(commands.get(request.command()));
    if (known.isEmpty()) {
      talk.line("FAIL Unknown command '%s'".formatted(Request.shown(request.command())));
      return;
    }
    try {
      known.get().body().run(request, talk);
    } catch (Refusal e) {
      talk.line(e.answer());
    } catch (RuntimeException e) {
      warn(request, e);
      talk.line("FAIL internal error");
    }
  }

  private void warn(Request request, RuntimeException e) {
    if (!warned) {
      warned = true;
      LOG.error("'{}' failed unexpectedly; told once per program", request.command(), e);
    }
  }

  @Override
  public Optional<RequestReader.Data> begin(Request head) {
    Optional<RequestReader.Data> data = memory.incoming(head, talk);
    data.ifPresent(_ -> log.received(String.join(" ", head.words()) + " ..."));
    return data;
  }

  @Override
  public void tooLong() throws IOException, InterruptedException {
    talk.line("FAIL a line without data has %d bytes at most".formatted(RequestReader.LIMIT));
  }

  /** The program is gone: nothing of it stays. */
  void end() {
    lines.close();
  }
}
