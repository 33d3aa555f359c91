package org.backplane.vm.runtime;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.vm.runtime.ram.LooseDimm;
import org.backplane.vm.runtime.trace.MachineTrace;
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

  private final Requests requests;
  private final Hardware hardware;
  private final MachineEvents events;
  private final Consumer<Boolean> goOnOnlyIf;
  private final MachineTrace trace;

  /**
   * @param goOnOnlyIf hears after each exchange, on the control thread, whether the hardware is
   *     sound
   */
  HotPlug(
      Requests requests,
      Hardware hardware,
      MachineEvents events,
      Consumer<Boolean> goOnOnlyIf,
      MachineTrace trace) {
    this.requests = requests;
    this.hardware = hardware;
    this.events = events;
    this.goOnOnlyIf = goOnOnlyIf;
    this.trace = trace;
  }

  DeviceStatus plug(DeviceRequest request) throws BackplaneException {
    LooseDimm device = hardware.prepare(request);
    // The device is the step's once that begins, and nobody's when the caller has given up.
    var ours = new AtomicBoolean(true);
    try {
      return requests.call(
          PLUG,
          () -> {
            if (!ours.compareAndSet(true, false)) {
              throw Requests.ended(PLUG);
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
    requests.call(UNPLUG, () -> remove(device));
  }

  private DeviceStatus insert(LooseDimm device) throws BackplaneException {
    boolean inserted = false;
    try {
      DeviceStatus status = hardware.insert(device);
      inserted = true;
      LOG.info("{} is plugged in", status.path());
      if (trace.deviceRealized.enabled()) {
        trace.deviceRealized.record(status.path(), status.type().name());
      }
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
      if (trace.deviceRemoved.enabled()) {
        trace.deviceRemoved.record(deleted.path());
      }
      events.emit(deleted);
      return deleted;
    } finally {
      goOnOnlyIf.accept(hardware.sound());
    }
  }
}
