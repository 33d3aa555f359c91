package org.backplane.monitor.command;

import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.Shape;

/**
 * A command of QMP.
 *
 * @param signature how it is called
 * @param returns what its answer looks like
 * @param traits what else clients may want to know of it
 * @param body what it does
 */
public record Command(Signature signature, Shape returns, Traits traits, Body body) {

  /**
   * What clients may want to know of a command.
   *
   * @param outOfBand whether it may overtake others: it runs on the device's thread and must never
   *     wait for anybody
   * @param beforeMachine whether it may be called while the host waits before building its machine
   * @param features words of QEMU's for what it can
   */
  public record Traits(boolean outOfBand, boolean beforeMachine, List<String> features) {
    static final Traits NONE = new Traits(false, false, List.of());
  }

  /** What a command does, on the session's thread. May block; only its own session waits. */
  @FunctionalInterface
  public interface Body {
    Answer run(Arguments arguments) throws BackplaneException;
  }

  /**
   * Finds what a command tells.
   *
   * @param <T> what that is
   */
  @FunctionalInterface
  public interface Query<T> {
    T ask(Arguments arguments) throws BackplaneException;
  }

  /** What a command does that has nothing to tell. */
  @FunctionalInterface
  public interface Action {
    void act(Arguments arguments) throws BackplaneException;
  }

  /** A command that tells something. */
  public static <T> Command query(Signature signature, Form<T> form, Query<? extends T> query) {
    return new Command(
        signature,
        form.shape(),
        Traits.NONE,
        arguments -> Answer.of(form.of(query.ask(arguments))));
  }

  /** A command that does something. */
  public static Command action(Signature signature, Action action) {
    return new Command(
        signature,
        Shape.NOTHING,
        Traits.NONE,
        arguments -> {
          action.act(arguments);
          return Answer.done();
        });
  }

  /** This command, which may overtake others as it never waits. */
  public Command outOfBand() {
    return with(new Traits(true, traits.beforeMachine(), traits.features()));
  }

  /** This command with a feature. */
  public Command with(String... features) {
    return with(new Traits(traits.outOfBand(), traits.beforeMachine(), List.of(features)));
  }

  /** This command, which a host that waits before building its machine takes too. */
  public Command beforeMachine() {
    return with(new Traits(traits.outOfBand(), true, traits.features()));
  }

  private Command with(Traits changed) {
    return new Command(signature, returns, changed, body);
  }

  public String name() {
    return signature.name();
  }

  /** Checks the members and runs. */
  public Answer call(Map<String, Object> members) throws BackplaneException {
    return body.run(signature.check(members));
  }
}
