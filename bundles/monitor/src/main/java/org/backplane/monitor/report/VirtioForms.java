package org.backplane.monitor.report;

import java.util.Optional;
import java.util.function.ToIntFunction;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.machine.VirtioReport.Features;
import org.backplane.api.machine.VirtioReport.Progress;
import org.backplane.api.machine.VirtioReport.Queue;
import org.backplane.api.machine.VirtioReport.Status;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/**
 * Virtio devices as monitors tell of them. The protocol also asks about matters of other hosts,
 * such as devices in the kernel; those have the values that say so.
 */
public final class VirtioForms {

  /** Rings of the generation that the transport offers stand wherever the driver puts them. */
  private static final int NO_ALIGNMENT = 0;

  /** A device in a list. */
  public static final Form<VirtioReport> LINE =
      ObjectForm.<VirtioReport>empty()
          .text("path", VirtioReport::path)
          .text("name", VirtioReport::name);

  private static final Form<Features> FEATURES =
      ObjectForm.<Features>empty()
          .with("transports", Form.TEXT.list(), Features::transport)
          .with("dev-features", Form.TEXT.list(), Features::device)
          .maybe(
              "unknown-dev-features",
              Form.INTEGER,
              features -> unlessNone(JsonValues.unsigned(features.unknown())));

  private static final Form<Status> STATUS =
      ObjectForm.<Status>empty()
          .with("statuses", Form.TEXT.list(), Status::names)
          .maybe("unknown-statuses", Form.INTEGER, status -> unlessNone((long) status.unknown()));

  /** A device. */
  public static final Form<VirtioReport> DEVICE =
      ObjectForm.<VirtioReport>empty()
          .text("name", VirtioReport::name)
          .integer("device-id", VirtioReport::deviceId)
          .bool("vhost-started", _ -> false)
          .text("device-endian", _ -> "little")
          .with("guest-features", FEATURES, VirtioReport::agreed)
          .with("host-features", FEATURES, VirtioReport::offered)
          .with("backend-features", FEATURES, VirtioReport::offered)
          .integer("num-vqs", device -> device.queues().size())
          .with("status", STATUS, VirtioReport::status)
          .integer("isr", VirtioReport::interruptStatus)
          .integer("queue-sel", VirtioReport::queueSelect)
          .bool("vm-running", VirtioReport::running)
          .bool("broken", VirtioReport::broken)
          .bool("disabled", _ -> false)
          .bool("use-started", _ -> true)
          .bool("started", VirtioForms::started)
          .bool("start-on-kick", _ -> false)
          .bool("disable-legacy-check", _ -> true)
          .text("bus-name", _ -> "virtio-mmio-bus")
          .bool("use-guest-notifier-mask", _ -> false);

  /** A queue and whose it is. */
  public record OneQueue(VirtioReport device, Queue queue) {

    private int number(ToIntFunction<Progress> which) {
      return queue.progress().map(which::applyAsInt).orElse(0);
    }
  }

  /** A queue. */
  public static final Form<OneQueue> QUEUE =
      ObjectForm.<OneQueue>empty()
          .text("name", it -> it.device().name())
          .integer("queue-index", it -> it.queue().number())
          .integer("inuse", it -> it.number(Progress::inUse))
          .integer("vring-num", it -> it.queue().size())
          .integer("vring-num-default", it -> it.queue().maxSize())
          .integer("vring-align", _ -> NO_ALIGNMENT)
          .integer("vring-desc", it -> JsonValues.unsigned(it.queue().descriptors()))
          .integer("vring-avail", it -> JsonValues.unsigned(it.queue().available()))
          .integer("vring-used", it -> JsonValues.unsigned(it.queue().used()))
          .maybe(
              "last-avail-idx",
              Form.INTEGER,
              it -> it.queue().progress().map(Progress::lastAvailable))
          .maybe(
              "shadow-avail-idx",
              Form.INTEGER,
              it -> it.queue().progress().map(Progress::seenAvailable))
          .integer("used-idx", it -> it.number(Progress::used))
          .integer("signalled-used", it -> it.number(Progress::signalledUsed))
          .bool(
              "signalled-used-valid",
              it -> it.queue().progress().map(Progress::signalledValid).orElse(false));

  private VirtioForms() {}

  private static boolean started(VirtioReport device) {
    return device.status().names().contains("DRIVER_OK");
  }

  private static Optional<Number> unlessNone(Number bits) {
    return Optional.of(bits).filter(some -> some.longValue() != 0);
  }
}
