package org.backplane.itests.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A running host process and what it has said so far. */
final class Host implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 90;

  private final Process process;
  private final StringBuffer output = new StringBuffer();
  private final StringBuffer errors = new StringBuffer();
  private final Thread outputReader;
  private final Thread errorReader;

  private Host(Process process) {
    this.process = process;
    this.outputReader = reader(process.getInputStream(), output);
    this.errorReader = reader(process.getErrorStream(), errors);
  }

  static Host of(Process process) {
    return new Host(process);
  }

  private static Thread reader(InputStream from, StringBuffer to) {
    return Thread.ofVirtual()
        .start(
            () -> {
              byte[] buffer = new byte[8192];
              try (from) {
                for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                  to.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
              } catch (IOException e) {
                to.append("<" + e.getMessage() + ">");
              }
            });
  }

  String output() {
    return output.toString();
  }

  String errors() {
    return errors.toString();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  void type(String text) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write(text.getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the end and gives the exit status. */
  int exitStatus() throws InterruptedException {
    return exitStatus(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  int exitStatus(long deadline, TimeUnit unit) throws InterruptedException {
    if (!process.waitFor(deadline, unit)) {
      throw new AssertionError("the host does not end\n" + picture());
    }
    outputReader.join();
    errorReader.join();
    return process.exitValue();
  }

  void awaitOutput(String part) {
    await("'" + part + "' in the output", () -> output().contains(part));
  }

  /** Waits for a condition while the host lives. */
  void await(String what, BooleanSupplier condition) {
    await(what, DEADLINE_SECONDS, TimeUnit.SECONDS, condition);
  }

  void await(String what, long deadline, TimeUnit unit, BooleanSupplier condition) {
    long end = System.nanoTime() + unit.toNanos(deadline);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || !process.isAlive() && !condition.getAsBoolean()) {
        throw new AssertionError(what + " did not come\n" + picture());
      }
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  /** The number of the last complete output line that starts with a word and a number, or 0. */
  long last(String word) {
    String all = output();
    String complete = all.substring(0, all.lastIndexOf('\n') + 1);
    for (String line : complete.lines().toList().reversed()) {
      String[] words = line.trim().split(" ");
      if (words.length > 1 && words[0].equals(word) && words[1].matches("[0-9]+")) {
        return Long.parseLong(words[1]);
      }
    }
    return 0;
  }

  String picture() {
    return "--- output\n" + output + "\n--- errors\n" + errors;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
