package org.backplane.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the assembled folder holds. */
class ArchiveIT {

  private static final Path HOME = Path.of(System.getProperty("distribution", ""));
  private static final Pattern BUNDLE =
      Pattern.compile("\\{ \"id\": \"[^\":]+:([^\":]+):([^\":]+)\" }");

  private static List<String> names(String folder) throws IOException {
    try (var files = Files.list(HOME.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void holdsExactlyTheBundlesThatItsFeaturesName() throws Exception {
    var named = new ArrayList<String>();
    for (String feature : names("features")) {
      String text = Files.readString(HOME.resolve("features").resolve(feature));
      assertThat(text).as(feature).contains("backplane.start.").doesNotContain("${");
      BUNDLE
          .matcher(text)
          .results()
          .forEach(m -> named.add(m.group(1) + "-" + m.group(2) + ".jar"));
    }

    assertThat(named).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    assertThat(names("bundles")).containsExactlyInAnyOrderElementsOf(named);
  }

  @Test
  void holdsNothingButBundlesAmongItsBundles() throws Exception {
    for (String bundle : names("bundles")) {
      try (var jar = new JarFile(HOME.resolve("bundles").resolve(bundle).toFile())) {
        var main = jar.getManifest().getMainAttributes();
        assertThat(main.getValue("Bundle-SymbolicName")).as(bundle).isNotBlank();
      }
    }
  }

  @Test
  void holdsWhatAnOperatorLooksFor() throws Exception {
    assertThat(HOME)
        .isDirectoryContaining("glob:**/LICENSE")
        .isDirectoryContaining("glob:**/README.md");
    assertThat(HOME.resolve("bin/backplane")).isExecutable();
    assertThat(HOME.resolve("bin/find-jdk")).isExecutable();
    assertThat(HOME.resolve("share/guest/demo.elf")).isNotEmptyFile();
    assertThat(names("deploy")).containsExactly("README");
    assertThat(names("etc")).noneMatch(name -> name.endsWith(".cfg"));
    assertThat(names("lib")).hasSize(5);
  }
}
