package org.backplane.hostmem.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;

/**
 * What happens in a process that may not override the rights of files. It gets a folder that may be
 * written but not listed; exit code 0 means that all was as expected.
 */
final class UnlistedFolderTrial {

  private static final long SIZE = 1 << 20;

  private UnlistedFolderTrial() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    if (Files.isReadable(folder)) {
      throw new AssertionError("this process may list every folder");
    }
    Path file = folder.resolve("new");
    try (var made = new Made(file, SIZE, Map.of("share", true));
        var nameless = new Made(folder, SIZE, Map.of())) {
      System.out.println(made.block().name() + " and " + nameless.block().name() + " are made");
    }
    Path refused = folder.resolve("refused");
    try (var _ = new Made(refused, SIZE, Map.of("policy", "bind", "host-nodes", List.of(127)))) {
      throw new AssertionError("this host has 128 nodes");
    } catch (BackplaneException e) {
      System.out.println(e.getMessage());
    }
    if (Files.size(file) != SIZE || Files.exists(refused)) {
      throw new AssertionError("not the files that should be there");
    }
  }
}
