package org.backplane.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry.Registration;

/** Ties a machine's end to the process's: whichever comes first brings the other. */
final class MachineLife {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final VirtualMachine machine;
  private final IntConsumer exit;
  private final boolean keptAfterShutdown;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Registration listening;
  private volatile boolean started;

  /**
   * @param exit told the status that the machine ends with
   * @param keptAfterShutdown whether the process stays when it is the guest that ends the machine
   */
  MachineLife(VirtualMachine machine, IntConsumer exit, boolean keptAfterShutdown) {
    this.machine = machine;
    this.exit = exit;
    this.keptAfterShutdown = keptAfterShutdown;
    this.listening = machine.listen(this::happened);
  }

  private void happened(MachineEvent event) {
    if (event instanceof MachineEvent.Shutdown(Cause cause, int status)) {
      over.countDown();
      if (!keptAfterShutdown || !cause.byGuest()) {
        exit.accept(status);
      }
    }
  }

  /** The start is complete: from now on the machine's end is worth telling. */
  void started() {
    started = true;
  }

  /**
   * Ends the machine and lets its monitors tell so before they are closed too. A machine whose
   * start failed goes unheard: the process may well go on without it, or ends for the failure.
   */
  void end() {
    if (started) {
      shutDown();
    }
    listening.close();
    machine.close();
  }

  private void shutDown() {
    machine.shutdown(Cause.HOST_SIGNAL, 0);
    try {
      over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
