package org.backplane.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A launcher in a process of its own, with the lines that it prints. */
final class LaunchedProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final BlockingQueue<String> coming = new LinkedBlockingQueue<>();
  private final Thread reader;

  private LaunchedProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  static LaunchedProcess start(Path home, Path run, List<String> jvm, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dbackplane.home=" + home);
    command.add("-Dbackplane.stop.seconds=3");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_RUNTIME_DIR", run.toString());
    return new LaunchedProcess(builder.start());
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(coming::add);
    } catch (IOException | java.io.UncheckedIOException e) {
      coming.add("cannot read: " + e);
    }
  }

  /** Waits for a line. */
  String await(String part) throws InterruptedException {
    return await(line -> line.contains(part), part);
  }

  private String await(Predicate<String> wanted, String name) throws InterruptedException {
    for (; ; ) {
      String line = coming.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(line).as("a line with '%s'", name).isNotNull();
      if (wanted.test(line)) {
        return line;
      }
    }
  }

  /** Sends SIGTERM, by the handle: the process object would close its streams too. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Sends SIGKILL and waits for the end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for the end. */
  int status() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    reader.join();
    return process.exitValue();
  }

  /** What was printed and not waited for. */
  List<String> rest() {
    return List.copyOf(coming);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
