package org.backplane.itests.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The private folder of one case with the files, folders and mounts that it asks for. */
final class CaseFolder implements AutoCloseable {

  /** What the name of every case's folder begins with. */
  static final String PREFIX = "backplane-memory-case-";

  private static final int PERIOD = 251;

  private final Path folder;
  private final Deque<Path> mounts = new ArrayDeque<>();

  private CaseFolder(Path folder) {
    this.folder = folder;
  }

  static CaseFolder with(Map<String, Object> files) throws IOException, InterruptedException {
    var result = new CaseFolder(Files.createTempDirectory(PREFIX));
    try {
      for (var file : files.entrySet()) {
        result.make(result.resolve(file.getKey()), (String) file.getValue());
      }
      return result;
    } catch (IOException | InterruptedException | RuntimeException e) {
      result.close();
      throw e;
    }
  }

  private void make(Path path, String what) throws IOException, InterruptedException {
    String[] words = what.split(" ");
    switch (words[0]) {
      case "dir" -> Files.createDirectory(path);
      case "->" -> Files.createSymbolicLink(path, Path.of(words[1]));
      case "tmpfs" -> mount(path, "tmpfs", "size=" + words[1]);
      case "hugetlbfs" -> mount(path, "hugetlbfs", "pagesize=2M");
      default -> {
        Files.write(path, pattern(Math.toIntExact(size(words[0]))));
        if (words.length > 1) {
          Files.setPosixFilePermissions(path, permissions(Integer.parseInt(words[1], 8)));
        }
      }
    }
  }

  private void mount(Path path, String type, String options)
      throws IOException, InterruptedException {
    Files.createDirectory(path);
    Process mount =
        new ProcessBuilder("mount", "-t", type, "-o", options, "none", path.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(mount.getInputStream().readAllBytes());
    Assumptions.assumeTrue(mount.waitFor() == 0, "cannot mount " + type + ": " + output.strip());
    mounts.push(path);
  }

  Path resolve(String name) {
    return folder.resolve(name);
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  /** Whether a file has the content that it was made with. */
  boolean isAsMade(String name) throws IOException {
    byte[] now = Files.readAllBytes(resolve(name));
    return Arrays.equals(now, pattern(now.length));
  }

  boolean isZero(String name) throws IOException {
    byte[] now = Files.readAllBytes(resolve(name));
    return Arrays.equals(now, new byte[now.length]);
  }

  List<Path> inside(String name) throws IOException {
    try (Stream<Path> files = Files.list(resolve(name))) {
      return files.toList();
    }
  }

  /** No byte is 0, and neighbouring pages differ. */
  private static byte[] pattern(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (1 + i % PERIOD);
    }
    return bytes;
  }

  /** A number of bytes, maybe with K, M or G. */
  static long size(Object text) {
    if (text instanceof Long number) {
      return number;
    }
    String digits = text.toString();
    int shift = 10 * (1 + "KMG".indexOf(digits.charAt(digits.length() - 1)));
    return shift == 0
        ? Long.parseLong(digits)
        : Long.parseLong(digits.substring(0, digits.length() - 1)) << shift;
  }

  static Set<PosixFilePermission> permissions(int mode) {
    var result = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode & (1 << (all.length - 1 - i))) != 0) {
        result.add(all[i]);
      }
    }
    return result;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    for (Path mount : mounts) {
      Process unmount = new ProcessBuilder("umount", "-l", mount.toString()).inheritIO().start();
      if (!unmount.waitFor(10, TimeUnit.SECONDS) || unmount.exitValue() != 0) {
        throw new IOException("cannot unmount " + mount);
      }
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(CaseFolder::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
