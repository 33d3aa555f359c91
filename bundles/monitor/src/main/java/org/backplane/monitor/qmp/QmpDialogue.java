package org.backplane.monitor.qmp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.ErrorClass;
import org.backplane.api.option.OptionParser;
import org.backplane.json.JsonInput;
import org.backplane.json.JsonTextReader;
import org.backplane.monitor.command.Answer;
import org.backplane.monitor.command.Command;
import org.backplane.monitor.command.CommandTable;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.session.Dialogue;
import org.backplane.monitor.session.Event;
import org.backplane.monitor.session.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer's QMP: greeting, negotiation, then a reply for each request, in order. */
public final class QmpDialogue implements Dialogue {

  /** How long a command that ends the process waits for its reply to be written. */
  private static final Duration LAST_REPLY = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(QmpDialogue.class);

  private final Output output;
  private final Offer offer;
  private final Wire wire;
  private final JsonTextReader reader = new JsonTextReader();
  private final Negotiation negotiation = new Negotiation();

  /** What came in since the last message was complete. */
  private long bytes;

  /** What all peers of QMP monitors are offered. */
  public record Offer(CommandTable commands, Version version, OptionParser parser) {}

  /**
   * @param pretty whether output is indented
   */
  public QmpDialogue(Output output, Offer offer, boolean pretty) {
    this.output = output;
    this.offer = offer;
    wire = new Wire(pretty);
  }

  @Override
  public void begin() {
    output.reply(wire.greeting(offer.version()));
  }

  @Override
  public void read(ByteBuffer data, Requests requests) {
    for (var input = next(data); input.isPresent(); input = next(data)) {
      long size = bytes;
      bytes = 0;
      switch (Incoming.of(input.get(), negotiation.outOfBand())) {
        case Incoming.Refused(var id, String why) ->
            requests.add(() -> refuse(ErrorClass.GENERIC, why, id), size);
        case Incoming.Request request when request.outOfBand() -> overtake(request);
        case Incoming.Request request -> requests.add(() -> execute(request), size);
      }
    }
  }

  private Optional<JsonInput> next(ByteBuffer data) {
    int from = data.position();
    Optional<JsonInput> input = reader.read(data);
    bytes += data.position() - from;
    return input;
  }

  @Override
  public void happened(Event event) {
    if (negotiation.done()) {
      output.event(wire.event(event));
    }
  }

  /** No command runs out of band yet, so the one answer overtakes: no. */
  private void overtake(Incoming.Request request) {
    String name = request.command();
    String error =
        offer.commands().find(name).isEmpty()
            ? wire.error(ErrorClass.COMMAND_NOT_FOUND, unknown(name), request.id())
            : wire.error(
                ErrorClass.GENERIC,
                "command " + Wording.quoted(name) + " cannot run out of band; use 'execute'",
                request.id());
    output.replyAtOnce(error);
  }

  private void execute(Incoming.Request request) {
    String name = request.command();
    try {
      if (name.equals(Negotiation.COMMAND)) {
        negotiate(request);
      } else if (!negotiation.done()) {
        refuse(
            ErrorClass.COMMAND_NOT_FOUND,
            "nothing is negotiated yet; send " + Negotiation.COMMAND + " first",
            request.id());
      } else {
        call(request);
      }
    } catch (BackplaneException e) {
      refuse(e.errorClass(), e.getMessage(), request.id());
    } catch (RuntimeException
        | Error e) { // memory may have run out: whatever it is, the peer hears
      String shown = Wording.quoted(name);
      LOG.error("command {} failed unexpectedly", shown, e);
      refuse(ErrorClass.GENERIC, shown + ": failed unexpectedly; see the log", request.id());
    }
  }

  private void negotiate(Incoming.Request request) throws BackplaneException {
    if (negotiation.done()) {
      refuse(
          ErrorClass.COMMAND_NOT_FOUND,
          Negotiation.COMMAND + ": the negotiation is over",
          request.id());
    } else {
      reply(negotiation.call(request.arguments()), request.id());
    }
  }

  private void call(Incoming.Request request) throws BackplaneException {
    Optional<Command> command = offer.commands().find(request.command());
    if (command.isEmpty()) {
      refuse(ErrorClass.COMMAND_NOT_FOUND, unknown(request.command()), request.id());
      return;
    }
    reply(command.get().call(request.arguments()), request.id());
  }

  private String unknown(String name) {
    String advice = Wording.advice(offer.parser(), name, offer.commands().names());
    return "there is no command " + Wording.quoted(name) + (advice.isEmpty() ? "" : "; " + advice);
  }

  private void reply(Answer answer, Optional<Object> id) {
    output.reply(wire.result(answer.value(), id));
    answer
        .afterwards()
        .ifPresent(
            afterwards -> {
              output.flush(LAST_REPLY);
              afterwards.run();
            });
  }

  private void refuse(ErrorClass errorClass, String why, Optional<Object> id) {
    output.reply(wire.error(errorClass, why, id));
  }
}
