package org.backplane.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.backplane.launcher.product.TestProduct;

/** A distribution made by hand, with bundles that contain nothing but {@link TestProduct}. */
final class TestDistribution {

  final Path home;
  final Path run;

  TestDistribution(Path folder) throws IOException {
    home = Files.createDirectories(folder.resolve("home"));
    run = Files.createDirectories(folder.resolve("run"));
    for (String name : new String[] {"features", "bundles", "deploy", "etc"}) {
      Files.createDirectories(home.resolve(name));
    }
  }

  /** Adds a feature of one bundle. */
  TestDistribution feature(String name, String category) throws IOException {
    return feature(name, category, "other");
  }

  /** Adds a feature of one bundle and two categories. */
  TestDistribution feature(String name, String category, String other) throws IOException {
    Files.writeString(
        home.resolve("features/" + name + ".json"),
        """
        {"feature-resource-version": "1.0", "id": "test:%1$s:1.0.0", "variables": {"a": ["b", {}]},
         "categories": ["%3$s", "backplane.start.%2$s"], "bundles": [{"id": "test:%1$s:1.0.0", "x": [1]}]}
        """
            .formatted(name, category, other));
    bundle(home.resolve("bundles/" + name + "-1.0.0.jar"), name, "1.0.0");
    return this;
  }

  /** Writes a bundle. */
  static void bundle(Path jar, String name, String version) throws IOException {
    var manifest = new Manifest();
    var main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", name + ";fragment-attachment:=never");
    main.putValue("Bundle-Version", version);
    main.putValue("Bundle-Activator", TestProduct.class.getName());
    main.putValue("Import-Package", "org.osgi.framework");
    String entry = TestProduct.class.getName().replace('.', '/') + ".class";
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = TestProduct.class.getResourceAsStream("/" + entry)) {
      out.putNextEntry(new ZipEntry(entry));
      if (in != null) {
        in.transferTo(out);
      }
    }
  }

  /** Starts a process on it. */
  LaunchedProcess launch(String... arguments) throws IOException {
    return LaunchedProcess.start(home, run, List.of(), arguments);
  }

  /** The same with an option for the virtual machine. */
  LaunchedProcess launchWith(String option, String... arguments) throws IOException {
    return LaunchedProcess.start(home, run, List.of(option), arguments);
  }
}
