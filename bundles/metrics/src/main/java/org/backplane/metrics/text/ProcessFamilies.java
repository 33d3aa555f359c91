package org.backplane.metrics.text;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.backplane.metrics.text.Family.Kind;

/** What the process and its JVM use of the host, under the names that dashboards know. */
final class ProcessFamilies {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private ProcessFamilies() {}

  static List<Family> now() {
    var families = new ArrayList<Family>();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean host) {
      families.addAll(process(host));
    }
    families.add(started());
    residentBytes().ifPresent(families::add);
    families.addAll(memory());
    families.addAll(code());
    families.add(collections());
    return families;
  }

  private static List<Family> process(UnixOperatingSystemMXBean host) {
    return List.of(
        Family.inUnit(
            "process_cpu_seconds",
            Kind.COUNTER,
            "seconds",
            "CPU time of the process",
            List.of(new Sample("_total", Labels.NONE, Sample.seconds(host.getProcessCpuTime())))),
        gauge("process_open_fds", "open descriptors", host.getOpenFileDescriptorCount()),
        gauge("process_max_fds", "most descriptors", host.getMaxFileDescriptorCount()));
  }

  private static Family started() {
    long millis = ManagementFactory.getRuntimeMXBean().getStartTime();
    return Family.inUnit(
        "process_start_time_seconds",
        Kind.GAUGE,
        "seconds",
        "when the process began, since 1970",
        List.of(new Sample("", Labels.NONE, Sample.secondsOfMillis(millis))));
  }

  private static Optional<Family> residentBytes() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .findFirst()
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .map(
              bytes ->
                  Family.inUnit(
                      "process_resident_memory_bytes",
                      Kind.GAUGE,
                      "bytes",
                      "physical memory of the process, that of guests included",
                      List.of(Sample.of(Labels.NONE, bytes))));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty(); // no such file system here
    }
  }

  private static List<Family> memory() {
    return List.of(
        memory("used", MemoryUsage::getUsed),
        memory("committed", MemoryUsage::getCommitted),
        memory("max", MemoryUsage::getMax));
  }

  private static Family memory(String word, ToLongFunction<MemoryUsage> figure) {
    var memory = ManagementFactory.getMemoryMXBean();
    return Family.inUnit(
        "jvm_memory_" + word + "_bytes",
        Kind.GAUGE,
        "bytes",
        "memory of the JVM itself, " + word,
        List.of(
            Sample.of(
                Labels.NONE.and("area", "heap"), figure.applyAsLong(memory.getHeapMemoryUsage())),
            Sample.of(
                Labels.NONE.and("area", "nonheap"),
                figure.applyAsLong(memory.getNonHeapMemoryUsage()))));
  }

  private static List<Family> code() {
    var classes = ManagementFactory.getClassLoadingMXBean();
    return List.of(
        gauge(
            "jvm_threads_current",
            "platform threads",
            ManagementFactory.getThreadMXBean().getThreadCount()),
        gauge("jvm_classes_currently_loaded", "loaded classes", classes.getLoadedClassCount()),
        Family.of(
            "jvm_classes_unloaded",
            Kind.COUNTER,
            "classes that went with their bundles",
            Sample.total(Labels.NONE, classes.getUnloadedClassCount())));
  }

  private static Family collections() {
    var samples = new ArrayList<Sample>();
    for (GarbageCollectorMXBean one : ManagementFactory.getGarbageCollectorMXBeans()) {
      Labels labels = Labels.NONE.and("gc", one.getName());
      samples.add(new Sample("_count", labels, one.getCollectionCount()));
      samples.add(new Sample("_sum", labels, Sample.secondsOfMillis(one.getCollectionTime())));
    }
    return Family.inUnit(
        "jvm_gc_collection_seconds", Kind.SUMMARY, "seconds", "collections of garbage", samples);
  }

  private static Family gauge(String name, String help, long value) {
    return Family.of(name, Kind.GAUGE, help, Sample.of(Labels.NONE, value));
  }
}
