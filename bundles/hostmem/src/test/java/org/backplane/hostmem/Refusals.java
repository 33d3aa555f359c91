package org.backplane.hostmem;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Set;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;
import org.backplane.linux.ThreadAffinity;

/** Real refusals of the kernel, for tests. Only for platform threads. */
final class Refusals {

  private Refusals() {}

  /** What a kernel answers to a call that it does not offer for such memory. */
  static LinuxException einval() {
    try {
      ThreadAffinity.set(new BitSet());
    } catch (LinuxException e) {
      return e;
    }
    throw new AssertionError("a thread without processors");
  }

  /** What it answers for a file that is not there. */
  static LinuxException enoent() {
    try (var file = FileDescriptor.open(Path.of("/nowhere/at/all"), Set.of(OpenFlag.READ))) {
      throw new AssertionError("opened " + file);
    } catch (LinuxException e) {
      return e;
    }
  }
}
