package org.backplane.monitor.qmp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.ErrorClass;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.command.Answer;
import org.backplane.monitor.command.Command;
import org.backplane.monitor.command.CommandTable;
import org.backplane.monitor.control.Present;
import org.backplane.monitor.observe.Observer;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.session.Dialogue;
import org.backplane.monitor.session.Event;
import org.backplane.monitor.session.Output;
import org.backplane.monitor.session.TextBudget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer's QMP: greeting, negotiation, then a reply for each request, in order. */
public final class QmpDialogue implements Dialogue {

  /** How long a command that ends the process waits for its reply to be written. */
  private static final Duration LAST_REPLY = Duration.ofSeconds(2);

  private static final String RETURN = "return";

  private static final Logger LOG = LoggerFactory.getLogger(QmpDialogue.class);

  private final Output output;
  private final Offer offer;
  private final Wire wire;
  private final Negotiation negotiation = new Negotiation();
  private final TextBudget.Share share;
  private final MessageReader reader;
  private final Observer observer;

  /**
   * What all peers of QMP monitors are offered.
   *
   * @param preconfiguration there while only some of the commands are
   * @param room for long messages
   */
  public record Offer(
      CommandTable commands,
      Version version,
      OptionParser parser,
      Present<Preconfiguration> preconfiguration,
      TextBudget room) {}

  /**
   * @param pretty whether output is indented
   * @param freeBytes longest message before the negotiation
   */
  public QmpDialogue(Output output, Offer offer, boolean pretty, int freeBytes, Observer observer) {
    this.output = output;
    this.offer = offer;
    this.observer = observer;
    wire = new Wire(pretty);
    share = offer.room().share();
    reader = new MessageReader(negotiation::done, share, freeBytes);
  }

  @Override
  public void begin() {
    output.reply(wire.greeting(offer.version()));
  }

  @Override
  public void read(ByteBuffer data, Requests requests) {
    for (var message = reader.next(data); message.isPresent(); message = reader.next(data)) {
      take(message.get(), requests);
    }
  }

  private void take(MessageReader.Message message, Requests requests) {
    switch (Incoming.of(message.read(), negotiation.outOfBand())) {
      case Incoming.Refused refused -> {
        share.giveBack(message.taken());
        requests.add(() -> refuse(refused), message.bytes());
      }
      case Incoming.Request request -> {
        observer.request(
            Wording.quoted(request.command()),
            request.id().orElse(""),
            request.outOfBand(),
            message.bytes());
        Runnable work = request.outOfBand() ? () -> overtake(request) : () -> execute(request);
        Runnable done = returning(message.taken(), work);
        if (request.outOfBand()) {
          done.run();
        } else {
          requests.add(done, message.bytes());
        }
      }
    }
  }

  private Runnable returning(long taken, Runnable work) {
    return () -> {
      try {
        work.run();
      } finally {
        share.giveBack(taken);
      }
    };
  }

  @Override
  public void ended() {
    share.close();
  }

  @Override
  public void happened(Event event) {
    if (negotiation.done()) {
      observer.emitted(event.name());
      output.event(wire.event(event));
    }
  }

  /**
   * What goes back for a request.
   *
   * @param outcome {@code return}, or the error's class
   * @param afterwards what is to be done once the peer has it
   */
  private record Reply(String text, String outcome, Optional<Runnable> afterwards) {}

  /** Runs on the device's thread: only commands that never wait may do that. */
  private void overtake(Incoming.Request request) {
    output.replyAtOnce(answer(request).text());
  }

  private void execute(Incoming.Request request) {
    Reply reply = answer(request);
    output.reply(reply.text());
    reply
        .afterwards()
        .ifPresent(
            afterwards -> {
              output.flush(LAST_REPLY);
              afterwards.run();
            });
  }

  private Reply answer(Incoming.Request request) {
    long began = System.nanoTime();
    Reply reply = outcome(request);
    observer.meter().commandDone(began, reply.outcome().equals(RETURN));
    observer.replied(request.id().orElse(""), reply.outcome(), reply.text().length());
    return reply;
  }

  private Reply outcome(Incoming.Request request) {
    String name = request.command();
    try {
      return name.equals(Negotiation.COMMAND) ? negotiate(request) : call(request);
    } catch (BackplaneException e) {
      return refusal(e.errorClass(), e.getMessage(), request);
    } catch (RuntimeException
        | Error e) { // memory may have run out: whatever it is, the peer hears
      String shown = Wording.quoted(name);
      LOG.error("command {} failed unexpectedly", shown, e);
      return refusal(ErrorClass.GENERIC, shown + ": failed unexpectedly; see the log", request);
    }
  }

  private Reply negotiate(Incoming.Request request) throws BackplaneException {
    return negotiation.done()
        ? refusal(
            ErrorClass.COMMAND_NOT_FOUND,
            Negotiation.COMMAND + ": the negotiation is over",
            request)
        : result(negotiation.call(request.arguments()), request);
  }

  private Reply call(Incoming.Request request) throws BackplaneException {
    if (!negotiation.done()) {
      return refusal(
          ErrorClass.COMMAND_NOT_FOUND,
          "nothing is negotiated yet; send " + Negotiation.COMMAND + " first",
          request);
    }
    Optional<Command> command = offer.commands().find(request.command());
    if (command.isEmpty()) {
      return refusal(ErrorClass.COMMAND_NOT_FOUND, unknown(request.command()), request);
    }
    if (offer.preconfiguration().find().isPresent() && !command.get().traits().beforeMachine()) {
      return refusal(
          ErrorClass.GENERIC,
          request.command()
              + ": the host waits before it builds its machine; send x-exit-preconfig",
          request);
    }
    if (request.outOfBand() && !command.get().traits().outOfBand()) {
      return refusal(
          ErrorClass.GENERIC,
          "command " + Wording.quoted(request.command()) + " cannot run out of band; use 'execute'",
          request);
    }
    return result(command.get().call(request.arguments()), request);
  }

  private String unknown(String name) {
    String advice = Wording.advice(offer.parser(), name, offer.commands().names());
    return "there is no command " + Wording.quoted(name) + (advice.isEmpty() ? "" : "; " + advice);
  }

  private Reply result(Answer answer, Incoming.Request request) {
    return new Reply(wire.result(answer.value(), request.id()), RETURN, answer.afterwards());
  }

  private Reply refusal(ErrorClass errorClass, String why, Incoming.Request request) {
    return new Reply(
        wire.error(errorClass, why, request.id()), errorClass.wireName(), Optional.empty());
  }

  private void refuse(Incoming.Refused refused) {
    observer.malformed(refused.flaw().word());
    output.reply(wire.error(ErrorClass.GENERIC, refused.why(), refused.id()));
  }
}
