package org.backplane.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
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

  private static final String NAME = "backplane";

  private FlightRecording() {}

  /** Starts one with the JDK's usual events and all that trace points tell. */
  static void start(Path file) throws BackplaneException {
    if (!FlightRecorder.isAvailable()) {
      throw new NotActiveException(
          TraceRequest.SUBJECT,
          "this Java virtual machine has no Flight Recorder",
          "leave jfr= away");
    }
    try {
      PrivateFile.make(file);
      keepChunksPrivate();
      var recording = new Recording(Configuration.getConfiguration("default"));
      recording.setName(NAME);
      recording.setDestination(file);
      recording.setDumpOnExit(true);
      recording.start();
    } catch (IOException | ParseException | RuntimeException e) {
      throw new HostException(
          TraceRequest.SUBJECT, "no recording to '" + file + "': " + PrivateFile.reason(e), "", e);
    }
  }

  /** Others of this host may not read along. */
  private static void keepChunksPrivate() throws IOException {
    FlightRecorder.getFlightRecorder(); // makes the folder
    String folder = System.getProperty(REPOSITORY);
    if (folder != null) {
      Files.setPosixFilePermissions(Path.of(folder), PosixFilePermissions.fromString("rwx------"));
    }
  }
}
