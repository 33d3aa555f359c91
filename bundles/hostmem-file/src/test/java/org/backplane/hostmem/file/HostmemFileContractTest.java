package org.backplane.hostmem.file;

import java.nio.file.Path;
import java.util.Map;
import org.backplane.api.object.BackendFactory;
import org.backplane.tck.HostMemoryContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** {@code memory-backend-file} against the contract of its family. */
final class HostmemFileContractTest {

  @Nested
  final class InAFolder extends HostMemoryContract {

    @TempDir private Path folder;

    @Override
    protected BackendFactory factory() {
      return new HostmemFileFactory();
    }

    @Override
    protected Map<String, ?> properties(long sizeBytes) {
      return Map.of("size", sizeBytes, "mem-path", folder.toString());
    }
  }

  @Nested
  final class SharedFiles extends HostMemoryContract {

    @TempDir private Path folder;
    private int files;

    @Override
    protected BackendFactory factory() {
      return new HostmemFileFactory();
    }

    @Override
    protected Map<String, ?> properties(long sizeBytes) {
      String path = folder.resolve("file" + files++).toString();
      return Map.of("size", sizeBytes, "mem-path", path, "share", true);
    }
  }
}
