package org.backplane.itests.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.backplane.json.JsonException;
import org.backplane.json.JsonReader;

/** A TLS client of another make: {@code openssl s_client}. */
final class OpensslPeer implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final Process process;
  private final BufferedReader output;

  private OpensslPeer(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Connects to a server that must be {@code localhost}.
   *
   * @param folder with {@code ca-cert.pem}
   * @param more further words, such as {@code -tls1_2}
   */
  static OpensslPeer connect(int port, Path folder, List<String> more) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-quiet",
                "-verify_quiet",
                "-verify_return_error",
                "-verify_hostname",
                "localhost",
                "-servername",
                "localhost",
                "-connect",
                "127.0.0.1:" + port,
                "-CAfile",
                folder + "/ca-cert.pem"));
    command.addAll(more);
    return new OpensslPeer(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /** The words that make it show a certificate. */
  static List<String> showing(Path folder) {
    return List.of("-cert", folder + "/client-cert.pem", "-key", folder + "/client-key.pem");
  }

  /** The next message. */
  Map<?, ?> message() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the other end hung up");
    }
    try {
      return (Map<?, ?>) JsonReader.parse(line);
    } catch (JsonException e) {
      throw new IOException(line, e);
    }
  }

  /** Sends a command and gives what it returned. */
  Object returned(String command) throws IOException {
    process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    Map<?, ?> message = message();
    while (message.containsKey("event")) {
      message = message();
    }
    if (!message.containsKey("return")) {
      throw new AssertionError(command + " -> " + message);
    }
    return message.get("return");
  }

  /** Whether it ends without having been told anything. */
  boolean isTurnedAway() throws IOException, InterruptedException {
    String line = output.readLine();
    return line == null && process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
