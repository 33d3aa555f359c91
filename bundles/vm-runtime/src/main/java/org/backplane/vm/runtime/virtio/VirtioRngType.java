package org.backplane.vm.runtime.virtio;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.metric.Metrics;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** {@code virtio-rng-device}: an entropy device behind an MMIO transport. */
final class VirtioRngType implements VirtioDeviceType {

  static final String NAME = "virtio-rng-device";
  static final String RNG = "rng";
  static final String MAX_BYTES = "max-bytes";
  static final String PERIOD = "period";
  static final String RATE = "x-rate";
  static final String BURST = "x-burst";

  private static final String BACKEND = "rng-backend";
  private static final String DEFAULT_BACKEND = "rng-builtin";
  private static final long DEFAULT_PERIOD_MILLIS = 65_536;
  private static final long MAX_PERIOD_MILLIS = 0xffff_ffffL;
  private static final long UNSIGNED_MAX = -1;

  private static final TypeDescription DESCRIPTION =
      new TypeDescription(
              NAME,
              "virtio-device",
              Container.MACHINE,
              "Entropy device for the guest, fed by an rng backend",
              List.of(
                  Property.optional(
                      RNG,
                      new PropertyKind.Link(BACKEND),
                      "Id of the entropy backend; without it the device makes an rng-builtin"),
                  Property.fixed(
                      MAX_BYTES,
                      new PropertyKind.Unsigned(0, UNSIGNED_MAX),
                      new PropertyValue.Unsigned(Long.MAX_VALUE),
                      "Most bytes for the guest in each period"),
                  Property.fixed(
                      PERIOD,
                      new PropertyKind.Unsigned(0, MAX_PERIOD_MILLIS),
                      new PropertyValue.Unsigned(DEFAULT_PERIOD_MILLIS),
                      "Length of a period in milliseconds"),
                  Property.fixed(
                      RATE,
                      new PropertyKind.Size(),
                      new PropertyValue.Unsigned(0),
                      "Most bytes for the guest per second of machine time; 0 for no such limit"),
                  Property.fixed(
                      BURST,
                      new PropertyKind.Size(),
                      new PropertyValue.Unsigned(0),
                      "Most bytes that x-rate lets a guest save up; 0 for those of a second")))
          .measuring(
              VirtioProbe.metricsAnd(
                  RngProbe.REQUESTS, RngProbe.BYTES, RngProbe.LATENCY, RngProbe.THROTTLED));

  @Override
  public TypeDescription description() {
    return DESCRIPTION;
  }

  @Override
  public VirtioDevice create(
      String path, PropertyValues values, Metrics metrics, DeviceServices services)
      throws BackplaneException {
    String subject = NAME + " '" + path.substring(path.lastIndexOf('/') + 1) + "'";
    VirtioRng.Limits limits = limits(subject, values);
    var link = new BackendLink(subject, RNG, BACKEND);
    Optional<String> rng = values.findText(RNG).filter(text -> !text.isEmpty());
    if (rng.isPresent()) {
      var settings =
          new VirtioRng.Settings(link, link.resolve(rng.get(), services.registry()), limits);
      return new VirtioRng(path, settings, metrics, services, () -> {});
    }
    return onDefaultBackend(path, link, limits, metrics, services);
  }

  private static VirtioDevice onDefaultBackend(
      String path,
      BackendLink link,
      VirtioRng.Limits limits,
      Metrics metrics,
      DeviceServices services)
      throws BackplaneException {
    var own = DefaultBackend.make(services.registry(), DEFAULT_BACKEND, path);
    boolean made = false;
    try {
      var settings = new VirtioRng.Settings(link, own.path(), limits);
      var device = new VirtioRng(path, settings, metrics, services, own::close);
      made = true;
      return device;
    } finally {
      if (!made) {
        own.close();
      }
    }
  }

  private static VirtioRng.Limits limits(String subject, PropertyValues values)
      throws InvalidRequestException {
    long maxBytes = values.number(MAX_BYTES);
    if (maxBytes <= 0) {
      throw outOfRange(subject, MAX_BYTES, maxBytes, "give 1 to " + Long.MAX_VALUE);
    }
    long period = values.number(PERIOD);
    if (period < 1 || period > MAX_PERIOD_MILLIS) {
      throw outOfRange(subject, PERIOD, period, "give milliseconds from 1");
    }
    long rate = values.number(RATE);
    if (rate < 0 || rate > TokenBucket.MAX_RATE) {
      throw outOfRange(subject, RATE, rate, "give up to 8G, or 0 for no such limit");
    }
    long burst = values.number(BURST);
    if (burst < 0) {
      throw outOfRange(subject, BURST, burst, "give up to " + Long.MAX_VALUE);
    }
    if (rate == 0 && burst != 0) {
      throw new InvalidRequestException(
          subject, "x-burst says nothing without x-rate", "give x-rate, or leave x-burst out");
    }
    return new VirtioRng.Limits(maxBytes, period, rate, burst == 0 ? rate : burst);
  }

  private static InvalidRequestException outOfRange(
      String subject, String property, long value, String advice) {
    return new InvalidRequestException(
        subject, "%s %s is out of range".formatted(property, Long.toUnsignedString(value)), advice);
  }
}
