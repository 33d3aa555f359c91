package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TracePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest {

  private static final TracePoint POINT =
      new TracePoint(
          "flight_test_event",
          TraceField.unsigned("size"),
          TraceField.signed("delta"),
          TraceField.hex("address"),
          TraceField.truth("last"),
          TraceField.text("id"),
          TraceField.text("duration"));

  @TempDir private Path folder;

  private static Told told(Object... values) {
    return Told.of(POINT.fields(), values);
  }

  private List<RecordedEvent> recorded(Recording recording) throws IOException {
    Path file = folder.resolve("r.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith(FlightEvents.PREFIX))
        .toList();
  }

  @Test
  void aPointsEventsStandInARecordingWithTheirFields() throws Exception {
    FlightEvent event =
        new FlightEvents(new ConcurrentHashMap<>()).of("vm.runtime", POINT).orElseThrow();
    event.record(told(0, 0, 0, false, "before", ""));
    try (var recording = new Recording()) {
      recording.start();
      event.record(told(4096, -5, 0x8000_0000L, true, "r0", "later"));
      event.record(told("wrong"));
      recording.stop();
      event.record(told(0, 0, 0, false, "after", ""));

      List<RecordedEvent> events = recorded(recording);
      assertThat(events).hasSize(2);
      RecordedEvent first = events.getFirst();
      EventType type = first.getEventType();
      assertThat(type.getName()).isEqualTo("backplane.flight_test_event");
      assertThat(type.getLabel()).isEqualTo("Flight test event");
      assertThat(type.getCategoryNames()).containsExactly("Backplane", "vm.runtime");
      assertThat(first.getLong("size")).isEqualTo(4096);
      assertThat(first.getLong("delta")).isEqualTo(-5);
      assertThat(first.getLong("address")).isEqualTo(0x8000_0000L);
      assertThat(first.getBoolean("last")).isTrue();
      assertThat(first.getString("id")).isEqualTo("r0");
      assertThat(first.getString("_duration")).isEqualTo("later");
      assertThat(first.getStackTrace()).isNull();
      assertThat(type.getField("address").getContentType()).isEqualTo("jdk.jfr.MemoryAddress");
    }
  }

  @Test
  void aTypeIsMadeOnceForANameAndItsFields() {
    var kept = new ConcurrentHashMap<String, Object>();
    for (int update = 0; update < 100; update++) {
      var fresh = new TracePoint("flight_test_again", TraceField.unsigned("n"));
      assertThat(new FlightEvents(kept).of("rng", fresh)).isPresent();
    }
    assertThat(kept).hasSize(1);
    assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
        .filteredOn(type -> type.getName().equals("backplane.flight_test_again"))
        .hasSize(1);

    var changed = new TracePoint("flight_test_again", TraceField.text("n"));
    assertThat(new FlightEvents(kept).of("rng", changed)).isPresent();
    assertThat(kept).hasSize(2);
  }

  @Test
  void namesNeedNotBeJavas() {
    var point =
        new TracePoint(
            "no-name", TraceField.text("a-b"), TraceField.text("class"), TraceField.truth("1"));
    assertThat(new FlightEvents(new ConcurrentHashMap<>()).of("x", point)).isPresent();
  }

  @Test
  void aFileOfOnesOwnIsPrivate() throws Exception {
    Path file = folder.resolve("own.jfr");
    FlightRecording.start(file, Outputs.MAX_RECORDING);
    try {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      Path chunks = Path.of(System.getProperty("jdk.jfr.repository"));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(chunks)))
          .isEqualTo("rwx------");
    } finally {
      FlightRecorder.getFlightRecorder().getRecordings().stream()
          .filter(recording -> recording.getName().equals("backplane"))
          .forEach(Recording::close);
    }
  }
}
