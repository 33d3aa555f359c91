package org.backplane.vm.runtime.trace;

import static org.backplane.api.trace.TraceField.text;
import static org.backplane.api.trace.TraceField.truth;
import static org.backplane.api.trace.TraceField.unsigned;

import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Virtio consoles and their ports. */
@Component(service = {TraceGroup.class, ConsoleTrace.class})
public final class ConsoleTrace extends TraceArea {

  private static final String DEVICE = "device";
  private static final String PORT = "port";
  private static final String EVENT = "event";
  private static final String VALUE = "value";

  /** The driver gets a message about a port. */
  public final TracePoint sendControlEvent =
      point(
          "virtio_serial_send_control_event",
          text(DEVICE),
          unsigned(PORT),
          unsigned(EVENT),
          unsigned(VALUE));

  /** The driver has sent a message. */
  public final TracePoint handleControlMessage =
      point("virtio_serial_handle_control_message", text(DEVICE), unsigned(EVENT), unsigned(VALUE));

  /** That message is about a port. */
  public final TracePoint handleControlMessagePort =
      point("virtio_serial_handle_control_message_port", text(DEVICE), unsigned(PORT));

  /** The guest's output begins or ends to wait for a peer that does not read. */
  public final TracePoint throttlePort =
      point("virtio_serial_throttle_port", text(DEVICE), unsigned(PORT), truth("throttle"));

  /** So many bytes of the guest were taken, of those that it gave. */
  public final TracePoint flushBuffer =
      point(
          "virtio_console_flush_buf",
          text(DEVICE),
          unsigned(PORT),
          unsigned("len"),
          unsigned("ret"));

  /** The guest gets so many bytes of the peer. */
  public final TracePoint characterRead =
      point("virtio_console_chr_read", text(DEVICE), unsigned(PORT), unsigned("size"));

  @Activate
  public ConsoleTrace() {}
}
