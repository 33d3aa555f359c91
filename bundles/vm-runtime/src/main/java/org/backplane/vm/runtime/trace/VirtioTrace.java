package org.backplane.vm.runtime.trace;

import static org.backplane.api.trace.TraceField.hex;
import static org.backplane.api.trace.TraceField.text;
import static org.backplane.api.trace.TraceField.unsigned;

import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Registers and queues of virtio devices. */
@Component(service = {TraceGroup.class, VirtioTrace.class})
public final class VirtioTrace extends TraceArea {

  private static final String DEVICE = "device";
  private static final String QUEUE = "queue";
  private static final String VALUE = "value";

  /** The driver reads a register. */
  public final TracePoint mmioRead = point("virtio_mmio_read", text(DEVICE), hex("offset"));

  /** The driver writes a register. */
  public final TracePoint mmioWrite =
      point("virtio_mmio_write_offset", text(DEVICE), hex("offset"), hex(VALUE));

  /** The interrupt line goes up or down. */
  public final TracePoint mmioInterrupt =
      point("virtio_mmio_setting_irq", text(DEVICE), unsigned("level"));

  /** The driver wants a queue of that size. */
  public final TracePoint mmioQueueWrite =
      point("virtio_mmio_queue_write", text(DEVICE), unsigned(VALUE), unsigned("max_size"));

  /** The device takes a chain with so many buffers to write to and to read from. */
  public final TracePoint pop =
      point(
          "virtqueue_pop",
          text(DEVICE),
          unsigned(QUEUE),
          unsigned("head"),
          unsigned("in_num"),
          unsigned("out_num"));

  /** The device gives a chain back into which it has written so many bytes. */
  public final TracePoint fill =
      point(
          "virtqueue_fill",
          text(DEVICE),
          unsigned(QUEUE),
          unsigned("head"),
          unsigned("len"),
          unsigned("idx"));

  /** The driver is shown what was given back. */
  public final TracePoint flush =
      point("virtqueue_flush", text(DEVICE), unsigned(QUEUE), unsigned("count"));

  /** The driver notifies the device. */
  public final TracePoint queueNotify = point("virtio_queue_notify", text(DEVICE), unsigned(QUEUE));

  /** The device interrupts the driver because of a queue. */
  public final TracePoint notify = point("virtio_notify", text(DEVICE), unsigned(QUEUE));

  /** The driver tells its status; 0 is a reset. */
  public final TracePoint setStatus = point("virtio_set_status", text(DEVICE), hex("val"));

  /** The device stops working until its driver resets it. Not one of QEMU's. */
  public final TracePoint broken = point("virtio_needs_reset", text(DEVICE), text("reason"));

  @Activate
  public VirtioTrace() {}
}
