package org.backplane.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The properties that the framework and the bundles in it are started with. */
final class FrameworkSettings {

  private static final String EXPORTS = "exports.properties";

  private FrameworkSettings() {}

  /** All settings, for {@code new Felix(...)}. */
  static Map<String, Object> of(Distribution distribution, Path run) throws StartException {
    var settings = new HashMap<String, Object>();
    settings.put("org.osgi.framework.storage", run.resolve("cache").toString());
    settings.put("org.osgi.framework.storage.clean", "onFirstInit");
    // The run folder belongs to this process alone.
    settings.put("felix.cache.locking", "false");
    settings.put("org.osgi.framework.system.packages.extra", exports());
    // Without it, JFR events of a bundle fail as soon as a recording runs.
    settings.put("org.osgi.framework.bootdelegation", "jdk.jfr.internal.event");
    settings.put("felix.bootdelegation.implicit", "false");
    settings.put("felix.service.urlhandlers", "false");
    settings.put("felix.log.level", "2");
    settings.put("felix.log.logger", new FrameworkLog());
    settings.put("ds.loglevel", "warn");
    // The serial console may be on standard input and output.
    settings.put("gosh.args", "--nointeractive");
    settings.put(Distribution.HOME, distribution.home().toString());
    settings.putAll(fileInstall(distribution, run));
    return settings;
  }

  private static Map<String, Object> fileInstall(Distribution distribution, Path run) {
    String prefix = "felix.fileinstall.";
    return Map.of(
        prefix + "dir", distribution.deploy() + "," + distribution.etc(),
        prefix + "poll", "500",
        prefix + "noInitialDelay", "true",
        prefix + "enableConfigSave", "false",
        prefix + "configEncoding", "UTF-8",
        prefix + "filter", ".*\\.(jar|cfg)",
        prefix + "subdir.mode", "skip",
        prefix + "tmpdir", run.resolve("fileinstall").toString(),
        prefix + "log.default", "jul",
        prefix + "log.level", "2");
  }

  private static Stream<String> versions(String name, String versions) {
    return Stream.of(versions.split(" ", -1)).map(version -> name + ";version=" + version);
  }

  private static String exports() throws StartException {
    var packages = new Properties();
    try (InputStream in = FrameworkSettings.class.getResourceAsStream(EXPORTS)) {
      if (in == null) {
        throw new StartException("the launcher's jar lacks " + EXPORTS);
      }
      packages.load(in);
    } catch (IOException e) {
      throw new StartException("cannot read " + EXPORTS + ": " + e.getMessage(), e);
    }
    return packages.stringPropertyNames().stream()
        .sorted()
        .flatMap(name -> versions(name, packages.getProperty(name)))
        .collect(Collectors.joining(","));
  }
}
