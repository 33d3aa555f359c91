package org.backplane.monitor.hmp;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.machine.VirtioReport.Features;
import org.backplane.api.machine.VirtioReport.Progress;
import org.backplane.api.machine.VirtioReport.Queue;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Wording;

/** What {@code info} shows of virtio devices and their drivers. */
public final class VirtioLines implements LineGroup {

  private static final String PATH = "path";
  private static final String QUEUE = "queue";

  private final RunControl control;

  public VirtioLines(RunControl control) {
    this.control = control;
  }

  @Override
  public List<LineCommand> topics() {
    Choices paths = Choices.of(() -> reports().map(VirtioReport::path).toList());
    return List.of(
        LineCommand.show(
            "virtio",
            "shows the virtio devices",
            (_, out) -> reports().forEach(r -> out.line(r.path() + " [" + r.name() + "]"))),
        LineCommand.of(
            "virtio-status",
            "shows how a virtio device and its driver stand to each other",
            List.of(Parameter.word(PATH).of(paths)),
            (words, out) -> status(find(words.get(PATH)), out)),
        LineCommand.of(
            "virtio-queue-status",
            "shows a queue of a virtio device",
            List.of(
                Parameter.word(PATH).of(paths), Parameter.word(QUEUE).of(Choices.by(this::queues))),
            (words, out) -> queue(words, out)));
  }

  private Stream<VirtioReport> reports() {
    return control.machine().map(VirtualMachine::virtio).stream().flatMap(List::stream);
  }

  private List<String> queues(Words before) {
    return reports()
        .filter(report -> before.find(PATH).filter(report.path()::equals).isPresent())
        .flatMap(report -> report.queues().stream())
        .map(queue -> Integer.toString(queue.number()))
        .toList();
  }

  private VirtioReport find(String path) throws MissingReferenceException {
    return reports()
        .filter(report -> report.path().equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                new MissingReferenceException(
                    "path " + Wording.quoted(path),
                    "there is no virtio device",
                    "info virtio shows them"));
  }

  private static void status(VirtioReport report, Printer out) {
    out.line(report.path() + ":");
    out.line("  device_name:             " + report.name());
    out.line("  device_id:               " + report.deviceId());
    out.line("  running:                 " + report.running());
    out.line("  broken:                  " + report.broken());
    if (report.broken()) {
      out.line("  failure:                 " + report.failure());
    }
    out.line("  generation:              " + Integer.toUnsignedString(report.configGeneration()));
    out.line("  interrupt status:        " + report.interruptStatus());
    out.line("  queue select:            " + report.queueSelect());
    out.line("  number of queues:        " + report.queues().size());
    out.line("  status:                  " + String.join(", ", report.status().names()));
    features("Guest", report.agreed(), out);
    features("Host", report.offered(), out);
  }

  private static void features(String side, Features features, Printer out) {
    out.line("  %s features: 0x%016x".formatted(side, features.bits()));
    Stream.concat(features.transport().stream(), features.device().stream())
        .forEach(name -> out.line("          " + name));
    if (features.unknown() != 0) {
      out.line("          unknown 0x%x".formatted(features.unknown()));
    }
  }

  private void queue(Words words, Printer out) throws BackplaneException {
    VirtioReport report = find(words.get(PATH));
    Queue queue = queue(report, words.get(QUEUE));
    out.line(report.path() + ":");
    out.line("  device_name:          " + report.name());
    out.line("  queue_index:          " + queue.number());
    queue.progress().ifPresent(progress -> progress(progress, out));
    out.line("  VRing:");
    out.line("    num:          " + queue.size());
    out.line("    num_default:  " + queue.maxSize());
    out.line("    desc:         0x%016x".formatted(queue.descriptors()));
    out.line("    avail:        0x%016x".formatted(queue.available()));
    out.line("    used:         0x%016x".formatted(queue.used()));
  }

  private static void progress(Progress progress, Printer out) {
    out.line("  inuse:                " + progress.inUse());
    out.line("  used_idx:             " + progress.used());
    out.line("  signalled_used:       " + progress.signalledUsed());
    out.line("  signalled_used_valid: " + progress.signalledValid());
    out.line("  last_avail_idx:       " + progress.lastAvailable());
    out.line("  shadow_avail_idx:     " + progress.seenAvailable());
  }

  private static Queue queue(VirtioReport report, String number) throws InvalidRequestException {
    return report.queues().stream()
        .filter(queue -> Integer.toString(queue.number()).equals(number))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    report.path(),
                    "there is no queue " + Wording.quoted(number),
                    "it has %d, from 0 on".formatted(report.queues().size())));
  }
}
