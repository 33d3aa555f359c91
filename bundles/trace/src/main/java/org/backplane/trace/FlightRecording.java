package org.backplane.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.List;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.NotActiveException;

/** A recording that is written to a file when the process ends, whatever bundles do meanwhile. */
final class FlightRecording {

  /** Where the recorder keeps its chunks until then. */
  private static final String REPOSITORY = "jdk.jfr.repository";

  /** What has the environment and command lines in it: secrets, and recordings are passed on. */
  private static final List<String> TELLTALES =
      List.of(
          "jdk.InitialEnvironmentVariable",
          "jdk.InitialSystemProperty",
          "jdk.JVMInformation",
          "jdk.SystemProcess");

  private static final String NAME = "backplane";

  private FlightRecording() {}

  /**
   * Starts one with the JDK's usual events and all that trace points tell.
   *
   * @param maxBytes beyond it what is oldest goes, a chunk of the recorder at a time
   */
  static void start(Path file, long maxBytes) throws BackplaneException {
    if (!FlightRecorder.isAvailable()) {
      throw new NotActiveException(
          TraceRequest.SUBJECT,
          "this Java virtual machine has no Flight Recorder",
          "leave jfr= away");
    }
    try (var first = new Recording()) {
      PrivateFile.make(file);
      first.start(); // makes the folder, and tells nothing: no event is on
      keepChunksPrivate();
      start(prepared(file, maxBytes));
    } catch (IOException | ParseException | RuntimeException e) {
      throw new HostException(
          TraceRequest.SUBJECT, "no recording to '" + file + "': " + PrivateFile.reason(e), "", e);
    }
  }

  private static Recording prepared(Path file, long maxBytes) throws IOException, ParseException {
    var recording = new Recording(Configuration.getConfiguration("default"));
    recording.setName(NAME);
    recording.setDestination(file);
    recording.setDumpOnExit(true);
    recording.setMaxSize(maxBytes);
    TELLTALES.forEach(recording::disable);
    return recording;
  }

  private static void start(Recording recording) {
    try {
      recording.start();
    } catch (RuntimeException e) {
      recording.close();
      throw e;
    }
  }

  /** Others of this host may not read along, not even for a moment. */
  private static void keepChunksPrivate() throws IOException {
    String folder = System.getProperty(REPOSITORY);
    if (folder == null) {
      throw new IOException("the recorder does not tell where its files are");
    }
    Files.setPosixFilePermissions(Path.of(folder), PosixFilePermissions.fromString("rwx------"));
  }
}
