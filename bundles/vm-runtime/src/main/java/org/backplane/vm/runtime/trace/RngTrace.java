package org.backplane.vm.runtime.trace;

import static org.backplane.api.trace.TraceField.text;
import static org.backplane.api.trace.TraceField.truth;
import static org.backplane.api.trace.TraceField.unsigned;

import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Entropy devices. */
@Component(service = {TraceGroup.class, RngTrace.class})
public final class RngTrace extends TraceArea {

  private static final String RNG = "rng";
  private static final String SIZE = "size";

  /** There is something to do, but no driver that is ready. */
  public final TracePoint guestNotReady = point("virtio_rng_guest_not_ready", text(RNG));

  /** So many bytes are here, but the machine stands still. */
  public final TracePoint cpuIsStopped =
      point("virtio_rng_cpu_is_stopped", text(RNG), unsigned(SIZE));

  /** A buffer of the guest is taken. */
  public final TracePoint popped = point("virtio_rng_popped", text(RNG));

  /** A buffer is given back with so many bytes. */
  public final TracePoint pushed = point("virtio_rng_pushed", text(RNG), unsigned("len"));

  /** The backend is asked for bytes; the quota is what the guest may still have in this period. */
  public final TracePoint request =
      point("virtio_rng_request", text(RNG), unsigned(SIZE), unsigned("quota"));

  /** The machine goes on or stands still. */
  public final TracePoint vmStateChange =
      point("virtio_rng_vm_state_change", text(RNG), truth("running"));

  @Activate
  public RngTrace() {}
}
