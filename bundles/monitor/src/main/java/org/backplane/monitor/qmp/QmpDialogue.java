package org.backplane.monitor.qmp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.ErrorClass;
import org.backplane.api.option.OptionParser;
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
  public void read(ByteBuffer data, Consumer<Runnable> requests) {
    for (var input = reader.read(data); input.isPresent(); input = reader.read(data)) {
      switch (Incoming.of(input.get(), negotiation.outOfBand())) {
        case Incoming.Refused(var id, String why) ->
            requests.accept(() -> refuse(ErrorClass.GENERIC, why, id));
        case Incoming.Request request when request.outOfBand() -> overtake(request);
        case Incoming.Request request -> requests.accept(() -> execute(request));
      }
    }
  }

  @Override
  public void happened(Event event) {
    if (negotiation.done()) {
      output.event(wire.event(event));
    }
  }

  /** No command runs out of band yet, so the one answer overtakes: no. */
  private void overtake(Incoming.Request request) {
    if (offer.commands().find(request.command()).isEmpty()) {
      refuse(ErrorClass.COMMAND_NOT_FOUND, unknown(request.command()), request.id());
    } else {
      String why =
          "command " + Wording.quoted(request.command()) + " cannot run out of band; use 'execute'";
      refuse(ErrorClass.GENERIC, why, request.id());
    }
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
    } catch (RuntimeException | LinkageError e) {
      LOG.error("command {} failed unexpectedly", name, e);
      refuse(ErrorClass.GENERIC, name + ": failed unexpectedly; see the log", request.id());
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
