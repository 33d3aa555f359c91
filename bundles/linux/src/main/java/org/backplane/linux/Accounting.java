package org.backplane.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** Asks the kernel what a block costs. */
final class Accounting {
  private static final Path SOURCE = Path.of("/proc/self/smaps");

  private Accounting() {}

  /** Takes some milliseconds of the calling thread, more the more of the block is populated. */
  static MappingUsage of(MappedBlock block) throws LinuxException {
    try (var file = FileDescriptor.open(SOURCE, Set.of(OpenFlag.READ));
        var lines =
            new BufferedReader(
                new InputStreamReader(new DescriptorInput(file), StandardCharsets.UTF_8))) {
      return SmapsReader.read(lines, block.address(), block.address() + block.sizeBytes());
    } catch (LinuxException e) {
      throw e;
    } catch (IOException | NumberFormatException e) {
      var unreadable = new LinuxException("read", "of '" + SOURCE + "'", Errno.EIO);
      unreadable.initCause(e);
      throw unreadable;
    }
  }
}
