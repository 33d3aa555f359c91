package org.backplane.itests.e2e;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The archive unpacked into a folder of its own, with private caches beside it. */
final class Installation implements AutoCloseable {

  private final Path folder;
  private final Path home;

  private Installation(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
  }

  static Installation unpack() throws IOException, InterruptedException {
    // A blank in the path, as users have them.
    Path folder = Files.createTempDirectory("backplane e2e ");
    Path archive = Path.of(System.getProperty("backplane.archive"));
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    if (!tar.waitFor(60, TimeUnit.SECONDS) || tar.exitValue() != 0) {
      throw new IOException("cannot unpack " + archive);
    }
    try (Stream<Path> inside = Files.list(folder)) {
      Path home = inside.findFirst().orElseThrow();
      for (String name : List.of("cache", "run")) {
        Files.createDirectory(folder.resolve(name));
      }
      return new Installation(folder, home);
    }
  }

  Path home() {
    return home;
  }

  Path deploy() {
    return home.resolve("deploy");
  }

  /** A name for a socket or a scratch file that is not in the way. */
  Path scratch(String name) {
    return folder.resolve(name);
  }

  Host start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  Host start(List<String> environment, String... arguments) throws IOException {
    var command = new ProcessBuilder(home.resolve("bin/backplane").toString());
    command.command().addAll(List.of(arguments));
    command.directory(folder.toFile());
    var variables = command.environment();
    variables.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
    variables.put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
    variables.put("BACKPLANE_AOT", "off");
    for (String variable : environment) {
      String[] pair = variable.split("=", 2);
      variables.put(pair[0], pair[1]);
    }
    return Host.of(command.start());
  }

  /** What hosts have left in their run directory. */
  List<Path> leftBehind() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Puts a jar in as an operator should: whole, by a rename. */
  void deploy(Path jar, String name) throws IOException {
    Path temporary = folder.resolve(name + ".part");
    Files.copy(jar, temporary, StandardCopyOption.REPLACE_EXISTING);
    Files.move(
        temporary,
        deploy().resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The jar of a bundle as shipped, by the begin of its name. */
  Path bundle(String prefix) throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("bundles"))) {
      return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The same bundle with other bytes: one more entry. */
  Path variant(Path jar, int number) throws IOException {
    Path copy = folder.resolve("variant.jar");
    Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
    try (var files = FileSystems.newFileSystem(copy)) {
      Files.writeString(files.getPath("/META-INF/variant.txt"), "update " + number);
    }
    return copy;
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
