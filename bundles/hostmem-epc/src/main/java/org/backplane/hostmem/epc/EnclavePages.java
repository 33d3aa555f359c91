package org.backplane.hostmem.epc;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.hostmem.HostRefusal;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.FileStatus;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;

/**
 * The host's enclave pages for guests.
 *
 * @param device the device that gives them
 * @param cpuinfo where the kernel lists what the processor can do
 */
record EnclavePages(Path device, Path cpuinfo) {

  private static final Set<OpenFlag> READ_WRITE = EnumSet.of(OpenFlag.READ, OpenFlag.WRITE);

  /** This host's. */
  static EnclavePages ofHost() {
    return new EnclavePages(Path.of("/dev/sgx_vepc"), Path.of("/proc/cpuinfo"));
  }

  /**
   * Opens the device; each opening is a set of pages of its own.
   *
   * @throws BackplaneException what the host lacks
   */
  FileDescriptor open(String subject) throws BackplaneException {
    FileDescriptor file;
    try {
      file = FileDescriptor.open(device, READ_WRITE);
    } catch (LinuxException e) {
      throw refused(subject, e);
    }
    boolean fits = false;
    try {
      fits = file.status().kind() == FileStatus.Kind.CHARACTER_DEVICE;
    } catch (LinuxException e) {
      throw HostRefusal.of(subject, "the enclave page device cannot be used", e);
    } finally {
      if (!fits) {
        file.close();
      }
    }
    if (!fits) {
      throw new InvalidRequestException(
          subject, "'%s' is no device".formatted(device), "remove it and load the kernel's");
    }
    return file;
  }

  private HostException refused(String subject, LinuxException reason) {
    return switch (reason.errnoName()) {
      case "ENOENT", "ENODEV", "ENXIO" -> {
        SgxLack lack = SgxLack.of(flags());
        yield HostRefusal.of(subject, lack.problem(), reason, lack.advice());
      }
      case "EACCES", "EPERM" ->
          HostRefusal.of(
              subject,
              "this process may not use the enclave page device",
              reason,
              "give it read and write access to '%s'".formatted(device));
      default -> HostRefusal.of(subject, "the enclave page device cannot be opened", reason);
    };
  }

  // A stream, not a channel: a channel would fail in a thread that is interrupted.
  private Set<String> flags() {
    try (var in = new FileInputStream(cpuinfo.toFile())) {
      return flags(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException _) {
      return Set.of();
    }
  }

  /** What the first processor listed can do; empty where processors have no flags. */
  static Set<String> flags(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.matches("flags\\s*:.*"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+"))
        .map(words -> Set.copyOf(Arrays.asList(words)))
        .orElse(Set.of());
  }
}
