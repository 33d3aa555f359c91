package org.backplane.vm.runtime.virtio;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectPath;
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
                  RNG, new PropertyKind.Link("rng-backend"), "Id of the entropy backend"),
              Property.fixed(
                  MAX_BYTES,
                  new PropertyKind.Unsigned(0, UNSIGNED_MAX),
                  new PropertyValue.Unsigned(Long.MAX_VALUE),
                  "Most bytes for the guest in each period"),
              Property.fixed(
                  PERIOD,
                  new PropertyKind.Unsigned(0, MAX_PERIOD_MILLIS),
                  new PropertyValue.Unsigned(DEFAULT_PERIOD_MILLIS),
                  "Length of a period in milliseconds")));

  @Override
  public TypeDescription description() {
    return DESCRIPTION;
  }

  @Override
  public VirtioDevice create(String path, PropertyValues values, DeviceServices services)
      throws BackplaneException {
    String subject = NAME + " '" + path.substring(path.lastIndexOf('/') + 1) + "'";
    long maxBytes = values.number(MAX_BYTES);
    if (maxBytes <= 0) {
      throw new InvalidRequestException(
          subject,
          MAX_BYTES + " " + Long.toUnsignedString(maxBytes) + " is out of range",
          "give 1 to " + Long.MAX_VALUE);
    }
    long period = values.number(PERIOD);
    if (period < 1 || period > MAX_PERIOD_MILLIS) {
      throw new InvalidRequestException(
          subject, PERIOD + " " + period + " is out of range", "give milliseconds from 1");
    }
    ObjectPath backend = backend(subject, values);
    return new VirtioRng(path, new VirtioRng.Settings(backend, maxBytes, period), services);
  }

  private static ObjectPath backend(String subject, PropertyValues values)
      throws InvalidRequestException {
    String folder = "/" + Container.OBJECTS.folder() + "/";
    String text = values.findText(RNG).orElse("");
    String id = text.startsWith(folder) ? text.substring(folder.length()) : text;
    if (id.isEmpty() || id.contains("/")) {
      throw new InvalidRequestException(
          subject,
          text.isEmpty() ? "no entropy backend given" : "rng=" + text + " names no object",
          "give the id of one, such as rng=rng0 for an -object rng-builtin,id=rng0");
    }
    return ObjectPath.object(id);
  }
}
