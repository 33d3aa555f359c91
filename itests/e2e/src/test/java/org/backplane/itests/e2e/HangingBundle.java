package org.backplane.itests.e2e;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/**
 * A bundle of somebody else whose type {@code hanging} hangs where it is told, compiled against the
 * API of an installation.
 */
final class HangingBundle {

  private static final String MANIFEST =
      """
      Manifest-Version: 1.0
      Bundle-ManifestVersion: 2
      Bundle-SymbolicName: hanging
      Bundle-Version: 1.0.0
      Import-Package: org.backplane.api.object,org.backplane.api.type,org.backplane.api
      Service-Component: OSGI-INF/hanging.xml

      """;

  private static final String COMPONENT =
      """
      <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="hanging">
        <service><provide interface="org.backplane.api.object.BackendFactory"/></service>
        <implementation class="HangingBackend"/>
      </scr:component>
      """;

  private HangingBundle() {}

  /** Makes the jar, which is not deployed yet. */
  static Path make(Installation installation) throws IOException {
    Path classes = Files.createDirectories(installation.scratch("hanging"));
    Path source = Path.of(System.getProperty("backplane.benchmarks"), "HangingBackend.java");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-cp",
                installation.bundle("org.backplane.api").toString(),
                source.toString());
    if (status != 0) {
      throw new IOException("cannot compile " + source);
    }
    Path jar = installation.scratch("hanging.jar");
    pack(jar, classes);
    return jar;
  }

  private static void pack(Path jar, Path classes) throws IOException {
    var manifest =
        new Manifest(new ByteArrayInputStream(MANIFEST.getBytes(StandardCharsets.UTF_8)));
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        var files = Files.list(classes)) {
      out.putNextEntry(new ZipEntry("OSGI-INF/hanging.xml"));
      out.write(COMPONENT.getBytes(StandardCharsets.UTF_8));
      for (Path file : List.copyOf(files.toList())) {
        out.putNextEntry(new ZipEntry(file.getFileName().toString()));
        Files.copy(file, out);
      }
    }
  }
}
