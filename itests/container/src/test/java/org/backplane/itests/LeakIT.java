package org.backplane.itests;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** What objects take from the host they give back. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LeakIT {

  private static final int CYCLES = 500;

  /** The JVM maps and opens things of its own meanwhile. */
  private static final int SLACK = 40;

  @Inject private ObjectRegistry registry;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Test
  public void privateMemoryIsGivenBack() throws Exception {
    cycle("memory-backend-ram", Map.of("size", "16M"));
  }

  @Test
  public void sharedMemoryAndItsDescriptorAreGivenBack() throws Exception {
    cycle("memory-backend-ram", Map.of("size", "16M", "share", "on"));
  }

  @Test
  public void fileMemoryAndItsDescriptorAreGivenBack() throws Exception {
    Path directory = Files.createTempDirectory("backplane-leak");
    try {
      cycle("memory-backend-file", Map.of("size", "16M", "mem-path", directory.toString()));
    } finally {
      Files.delete(directory); // only an empty one can be deleted
    }
  }

  @Test
  public void memfdMemoryAndItsDescriptorAreGivenBack() throws Exception {
    cycle("memory-backend-memfd", Map.of("size", "16M"));
  }

  @Test
  public void sharedMemoryObjectsAreGivenBack() throws Exception {
    cycle("memory-backend-shm", Map.of("size", "16M"));
  }

  @Test
  public void threadContextsAreGivenBack() throws Exception {
    cycle("thread-context", Map.of("cpu-affinity", "0"));
  }

  @Test
  public void entropySourcesAreGivenBack() throws Exception {
    cycle("rng-builtin", Map.of());
  }

  @Test
  public void entropySourcesOfFilesAreGivenBack() throws Exception {
    cycle("rng-random", Map.of("filename", "/dev/urandom"));
  }

  @Test
  public void entropySourcesOfServersAreGivenBack() throws Exception {
    try (var peer = EgdPeer.start()) {
      registry.add(
          new ObjectRequest(
              Container.CHARDEVS,
              "socket",
              "egd0",
              Options.ofWords(
                  Dialect.COMMAND_LINE,
                  Map.of("path", peer.socket().toString(), "reconnect-ms", "20"))));
      cycle("rng-egd", Map.of("chardev", "egd0"));
      registry.remove(ObjectPath.chardev("egd0"));
    }
  }

  private void cycle(String type, Map<String, String> words) throws Exception {
    turn(type, words, CYCLES / 10);
    System.gc();
    long before = hostThings();
    turn(type, words, CYCLES);
    System.gc();
    Await.until(
        "descriptors, mappings and threads as before (" + before + ")",
        () -> hostThings() <= before + SLACK,
        () -> "now " + hostThings());
    assertTrue(registry.list(Container.OBJECTS).isEmpty());
  }

  private void turn(String type, Map<String, String> words, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      registry.add(
          new ObjectRequest(
              Container.OBJECTS, type, "x", Options.ofWords(Dialect.COMMAND_LINE, words)));
      registry.remove(ObjectPath.object("x"));
    }
  }

  private static long hostThings() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"));
        Stream<Path> threads = Files.list(Path.of("/proc/self/task"));
        Stream<String> mappings = Files.lines(Path.of("/proc/self/maps"))) {
      return descriptors.count() + threads.count() + mappings.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
