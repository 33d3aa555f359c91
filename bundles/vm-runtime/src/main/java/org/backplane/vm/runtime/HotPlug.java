package org.backplane.vm.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.NotActiveException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.vm.runtime.ram.LooseDimm;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plugs devices into a built machine and takes them out. A backend is asked on the caller's thread;
 * the exchange itself is a step of the control thread.
 */
final class HotPlug {

  private static final Logger LOG = LoggerFactory.getLogger(HotPlug.class);
  private static final String PLUG = "device_add";
  private static final String UNPLUG = "device_del";

  private final ControlThread control;
  private final Hardware hardware;
  private final MachineEvents events;
  private final Consumer<Boolean> goOnOnlyIf;

  /**
   * @param goOnOnlyIf hears after each exchange, on the control thread, whether the hardware is
   *     sound
   */
  HotPlug(
      ControlThread control,
      Hardware hardware,
      MachineEvents events,
      Consumer<Boolean> goOnOnlyIf) {
    this.control = control;
    this.hardware = hardware;
    this.events = events;
    this.goOnOnlyIf = goOnOnlyIf;
  }

  /** What a step on the control thread came to: one of the two. */
  private record Outcome<T>(@Nullable T value, @Nullable BackplaneException refusal) {}

  private interface Step<T> {
    T run() throws BackplaneException;
  }

  DeviceStatus plug(DeviceRequest request) throws BackplaneException {
    LooseDimm device = hardware.prepare(request);
    // The device is the step's once that begins, and nobody's when the caller has given up.
    var ours = new AtomicBoolean(true);
    try {
      return onControl(
          PLUG,
          () -> {
            if (!ours.compareAndSet(true, false)) {
              throw ended(PLUG);
            }
            return insert(device);
          });
    } finally {
      if (ours.compareAndSet(true, false)) {
        device.close();
      }
    }
  }

  void unplug(String device) throws BackplaneException {
    onControl(UNPLUG, () -> remove(device));
  }

  private DeviceStatus insert(LooseDimm device) throws BackplaneException {
    boolean inserted = false;
    try {
      DeviceStatus status = hardware.insert(device);
      inserted = true;
      LOG.info("{} is plugged in", status.path());
      return status;
    } finally {
      if (!inserted) {
        device.close();
      }
      goOnOnlyIf.accept(hardware.sound());
    }
  }

  private MachineEvent.DeviceDeleted remove(String device) throws BackplaneException {
    try {
      MachineEvent.DeviceDeleted deleted = hardware.remove(device);
      LOG.info("{} is taken out", deleted.path());
      events.emit(deleted);
      return deleted;
    } finally {
      goOnOnlyIf.accept(hardware.sound());
    }
  }

  private <T> T onControl(String request, Step<T> step) throws BackplaneException {
    Outcome<T> outcome;
    try {
      outcome = control.call(() -> outcome(step), new Outcome<>(null, ended(request)));
    } catch (ControlThread.NoAnswerException e) {
      throw new BackendFailedException(request, "the machine's control thread does not answer", e);
    }
    T value = outcome.value();
    if (value == null) {
      BackplaneException refusal = outcome.refusal();
      throw refusal == null ? ended(request) : refusal;
    }
    return value;
  }

  private static <T> Outcome<T> outcome(Step<T> step) {
    try {
      return new Outcome<>(step.run(), null);
    } catch (BackplaneException refused) {
      return new Outcome<>(null, refused);
    }
  }

  private static NotActiveException ended(String request) {
    return new NotActiveException(request, "the machine has ended", "");
  }
}
