package org.backplane.monitor.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.thread.WorkerThread;

/** Starts, stops, resets and ends the machine. */
public final class RunControl {

  /** The UUID of a machine that was given none. */
  private static final String NO_UUID = "00000000-0000-0000-0000-000000000000";

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  /** A peer may be greeted a moment before the machine is built. */
  private static final Duration START = Duration.ofSeconds(2);

  private final Present<VirtualMachine> machine;
  private final Present<IntConsumer> exit;
  private final Present<Preconfiguration> waiting;
  private final Audience audience;
  private final AtomicBoolean quitAnnounced = new AtomicBoolean();

  public RunControl(Surroundings around, Audience audience) {
    this.machine = around.machine();
    this.exit = around.exit();
    this.waiting = around.preconfiguration();
    this.audience = audience;
  }

  /** Before there is a machine, it is about to be launched. */
  public RunState state() {
    return machine.find().map(VirtualMachine::state).orElse(RunState.PRELAUNCH);
  }

  public Optional<VirtualMachine> machine() {
    return machine.find();
  }

  /** The name that the machine was given. */
  public Optional<String> name() {
    return machine.find().flatMap(present -> present.identity().name());
  }

  /** The machine's UUID; all zeros when it was given none. */
  public String uuid() {
    return machine.find().flatMap(present -> present.identity().uuid()).orElse(NO_UUID);
  }

  /**
   * Lets the machine be built.
   *
   * @param command how the operator's language calls this, for messages
   * @throws BackplaneException the host does not wait, or its machine cannot be built
   */
  public void leavePreconfiguration(String command) throws BackplaneException {
    waiting
        .find()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    command,
                    "the host does not wait",
                    "it does with --preconfig, until it is told"))
        .leave();
  }

  public void stop() throws BackplaneException {
    required("stop").stop();
  }

  public void cont() throws BackplaneException {
    required("cont").cont();
  }

  public void reset() throws BackplaneException {
    required("system_reset").reset(Cause.HOST_QMP_SYSTEM_RESET);
  }

  public void powerdown() throws BackplaneException {
    required("system_powerdown").powerdown();
  }

  /**
   * Announces the end to every peer. The answer does it: the caller runs it once its own peer has
   * the reply, so that event and reply are through before the process begins to end.
   */
  public Runnable quit() {
    if (quitAnnounced.compareAndSet(false, true)) {
      MachineEvents.of(new MachineEvent.Shutdown(Cause.HOST_QMP_QUIT, 0))
          .ifPresent(audience::announce);
    }
    return this::end;
  }

  private void end() {
    audience.flush(LAST_WORDS);
    // A machine that the guest has ended, and that was kept, does not end once more.
    Optional<VirtualMachine> running =
        machine.find().filter(present -> present.state() != RunState.SHUTDOWN);
    if (running.isPresent()) {
      running.get().shutdown(Cause.HOST_QMP_QUIT, 0);
    } else {
      // The exit stops this bundle, which waits for the calling session: not on its thread.
      exit.find().ifPresent(e -> WorkerThread.virtual("monitor quit", () -> e.accept(0)).start());
    }
  }

  /** The machine tells what happened to it. */
  public void happened(MachineEvent event) {
    boolean known =
        event instanceof MachineEvent.Shutdown(Cause cause, int _)
            && cause == Cause.HOST_QMP_QUIT
            && quitAnnounced.get();
    if (!known) {
      MachineEvents.of(event).ifPresent(audience::announce);
    }
  }

  /** The machine; one that waits to be built does not come while its operator waits for it. */
  VirtualMachine required(String command) throws InvalidRequestException {
    if (machine.find().isEmpty() && waiting.find().isPresent()) {
      throw new InvalidRequestException(
          command,
          "the host waits before it builds its machine",
          "send exit_preconfig, or x-exit-preconfig in QMP");
    }
    return machine
        .await(START)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    command, "there is no machine yet", "try again when it has been built"));
  }
}
