package org.backplane.vm.runtime;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineListener;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners, in order, what happens; {@link #emit} is for the control thread alone. */
final class MachineEvents {

  private static final Logger LOG = LoggerFactory.getLogger(MachineEvents.class);

  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private final Queue<MachineEvent> waiting = new ArrayDeque<>();
  private boolean telling;

  Registration listen(MachineListener listener) {
    var listening = new Listening(listener);
    listeners.add(listening);
    return () -> listeners.remove(listening);
  }

  /** Events that a listener causes by what it does come after the one it is being told. */
  void emit(MachineEvent event) {
    waiting.add(event);
    if (telling) {
      return;
    }
    telling = true;
    try {
      for (MachineEvent next = waiting.poll(); next != null; next = waiting.poll()) {
        tell(next);
      }
    } finally {
      telling = false;
    }
  }

  private void tell(MachineEvent event) {
    for (Listening listening : listeners) {
      try {
        listening.listener.happened(event);
      } catch (RuntimeException | LinkageError e) {
        LOG.error("a listener failed on {}", event, e);
      }
    }
  }

  /** One registration; the same listener may have several. */
  private static final class Listening {
    private final MachineListener listener;

    Listening(MachineListener listener) {
      this.listener = listener;
    }
  }
}
