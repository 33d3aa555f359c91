package org.backplane.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/** A process whose recorder nobody has used before. */
final class RecordingProcess {

  private RecordingProcess() {}

  /** Records to a file up to a size, and prints the modes of the recorder's folder. */
  public static void main(String... args) throws Exception {
    FlightRecording.start(Path.of(args[0]), Long.parseLong(args[1]));
    var folder = Path.of(System.getProperty("jdk.jfr.repository"));
    System.out.println("folder " + mode(folder));
    for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
      System.out.println(
          recording.getName() + " " + recording.getState() + " " + recording.getMaxSize());
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
