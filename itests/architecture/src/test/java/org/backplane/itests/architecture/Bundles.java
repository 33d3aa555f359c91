package org.backplane.itests.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The compiled bundles, by folder name. */
final class Bundles {

  private static final Path FOLDER = Path.of("..", "..", "bundles");

  private Bundles() {}

  static Map<String, JavaClasses> compiled() throws IOException {
    var bundles = new TreeMap<String, JavaClasses>();
    classFolders()
        .forEach((name, classes) -> bundles.put(name, new ClassFileImporter().importPath(classes)));
    return bundles;
  }

  static Map<String, Path> classFolders() throws IOException {
    var folders = new TreeMap<String, Path>();
    try (Stream<Path> bundles = Files.list(FOLDER)) {
      bundles.forEach(
          bundle -> {
            Path classes = bundle.resolve("target").resolve("classes");
            if (Files.isDirectory(classes)) {
              folders.put(bundle.getFileName().toString(), classes);
            }
          });
    }
    return folders;
  }
}
