package org.backplane.vm.runtime.virtio;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.backplane.api.machine.VirtioReport;

/** Puts into words how a device and its driver stand to each other; under the device's lock. */
final class Reporting {

  private final String path;
  private final VirtioDevice device;

  Reporting(String path, VirtioDevice device) {
    this.path = path;
    this.device = device;
  }

  /**
   * The report of this moment.
   *
   * @param queueSelect the queue that the driver has selected
   * @param running whether the machine lets the device work
   */
  VirtioReport of(DriverState driver, int interruptStatus, int queueSelect, boolean running) {
    return new VirtioReport(
        path,
        device.name(),
        device.deviceId(),
        features(driver.negotiation().offered()),
        features(driver.negotiation().accepted()),
        status(driver.status()),
        interruptStatus,
        queueSelect,
        driver.generation(),
        running,
        driver.failure(),
        IntStream.range(0, driver.queueCount())
            .boxed()
            .flatMap(n -> driver.queue(n).map(queue -> queue(n, queue)).stream())
            .toList());
  }

  private VirtioReport.Features features(long bits) {
    List<NamedBit> ofDevice = device.featureNames();
    List<NamedBit> all = Stream.concat(Feature.NAMES.stream(), ofDevice.stream()).toList();
    return new VirtioReport.Features(
        bits,
        NamedBit.names(bits, Feature.NAMES),
        NamedBit.names(bits, ofDevice),
        NamedBit.unknown(bits, all));
  }

  private static VirtioReport.Status status(int bits) {
    return new VirtioReport.Status(
        bits,
        NamedBit.names(bits, DriverState.STATUS_NAMES),
        (int) NamedBit.unknown(bits, DriverState.STATUS_NAMES));
  }

  private static VirtioReport.Queue queue(int number, QueueRegisters registers) {
    RingLayout layout = registers.layout();
    return new VirtioReport.Queue(
        number,
        registers.maxSize(),
        layout.size(),
        registers.ready(),
        layout.descriptors(),
        layout.available(),
        layout.used(),
        registers.queue().map(SplitQueue::progress));
  }
}
