package org.backplane.rng;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;
import org.backplane.linux.Poller;
import org.osgi.service.component.annotations.Component;

/** Offers {@code rng-random}. */
@Component
public final class RngRandomFactory implements BackendFactory {

  private static final String FILENAME = "filename";
  private static final String DEVICE = "device";
  private static final String DESCRIPTOR_SETS = "/dev/fdset/";
  private static final TypeDescription TYPE =
      RngBackendProperties.type(
          "rng-random",
          "entropy from a file or device of this host",
          Property.fixed(
              FILENAME,
              new PropertyKind.Text(),
              new PropertyValue.Text("/dev/urandom"),
              "what is read, such as /dev/hwrng"));

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    Path file = file(creation);
    FileDescriptor device =
        creation
            .resources()
            .keep(DEVICE, FileDescriptor.class, () -> open(creation.subject(), file));
    var meter = new RequestMeter(creation.metrics());
    return new RngRandom(
        creation.path().id(),
        creation.subject(),
        meter,
        new DeviceEntropy(
            creation.subject(), meter, new EntropyFile.Open(device, poller(creation.subject()))));
  }

  private static Poller poller(String subject) throws HostException {
    try {
      return new Poller();
    } catch (LinuxException e) {
      throw refused(subject, "it cannot wait for the source", e, "close what is open elsewhere");
    }
  }

  private static Path file(Creation creation) throws InvalidRequestException {
    String name = creation.properties().text(FILENAME);
    if (name.startsWith(DESCRIPTOR_SETS)) {
      throw new InvalidRequestException(
          creation.subject(),
          "filename=%s names a set of passed descriptors, and there are none here".formatted(name),
          "give the file or device itself, or /proc/PID/fd/N of the process that has it open");
    }
    try {
      if (!name.isEmpty()) {
        return Path.of(name);
      }
    } catch (InvalidPathException e) {
      throw new InvalidRequestException(
          creation.subject(), "filename is no file name: " + e.getReason(), "give another");
    }
    throw new InvalidRequestException(
        creation.subject(), "filename is empty", "give a file or device such as /dev/urandom");
  }

  private static FileDescriptor open(String subject, Path file) throws HostException {
    try {
      return FileDescriptor.open(file, Set.of(OpenFlag.READ, OpenFlag.NON_BLOCKING));
    } catch (LinuxException e) {
      throw refused(
          subject,
          "the source cannot be opened",
          e,
          "give a file or device that this process may read");
    }
  }

  private static HostException refused(
      String subject, String problem, LinuxException reason, String advice) {
    return new HostException(subject, problem + ": " + reason.getMessage(), advice, reason);
  }
}
