package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TracePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputsTest {

  private final ConcurrentHashMap<String, Object> settings = new ConcurrentHashMap<>();
  private final Shelf shelf = new Shelf(settings, new ConcurrentHashMap<>());
  private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();
  private final TracePoint point = new TracePoint("outputs_event", TraceField.unsigned("n"));
  @TempDir private Path folder;

  private Outputs outputs() {
    var outputs = new Outputs(shelf, standardError);
    outputs.open("test", point);
    return outputs;
  }

  private static TraceRequest to(Path file) {
    return to(file, Optional.empty());
  }

  private static TraceRequest to(Path file, Optional<Long> maxSize) {
    return new TraceRequest(
        List.of(), Optional.empty(), Optional.of(file), Optional.empty(), maxSize);
  }

  private static TraceRequest log(boolean on) {
    return new TraceRequest(
        List.of(), Optional.of(on), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static List<String> events(String text) {
    return text.lines().map(line -> line.substring(line.indexOf(':') + 1)).toList();
  }

  @Test
  void textGoesToStandardErrorUntilAFileIsGiven() throws Exception {
    Path file = folder.resolve("t.log");
    Files.writeString(file, "1@0.0:before\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    try (var outputs = outputs()) {
      point.record(1);
      outputs.configure(log(false));
      point.record(2);
      outputs.configure(log(true));
    }
    assertThat(events(standardError.toString(StandardCharsets.UTF_8)))
        .containsExactly("outputs_event n=1");
    try (var outputs = outputs()) {
      outputs.configure(to(file));
      point.record(3);
    }
    assertThat(events(Files.readString(file))).containsExactly("before", "outputs_event n=3");
  }

  @Test
  void aFileIsItsOwnersAlone() throws Exception {
    Path file = folder.resolve("own.log");
    try (var outputs = outputs()) {
      outputs.configure(to(file));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void laterCodeGoesOnWhereTheFormerStopped() throws Exception {
    Path file = folder.resolve("kept.log");
    try (var outputs = outputs()) {
      outputs.configure(to(file));
      point.record(1);
    }
    try (var outputs = outputs()) {
      point.record(2);
      outputs.configure(log(false));
    }
    try (var _ = outputs()) {
      point.record(3);
    }
    assertThat(events(Files.readString(file)))
        .containsExactly("outputs_event n=1", "outputs_event n=2");
    assertThat(settings.values())
        .allMatch(value -> value.getClass().getClassLoader() == null, "of the JDK");
  }

  @Test
  void aFileTakesNoMoreThanItMayAlsoAfterAnUpdate() throws Exception {
    Path file = folder.resolve("limited.log");
    long limit = TraceRequest.LEAST;
    Files.writeString(file, "1@0.0:before".repeat((int) (limit / 12)) + "\n");
    try (var outputs = outputs()) {
      outputs.configure(to(file, Optional.of(limit)));
      point.record(1);
    }
    try (var _ = outputs()) {
      point.record(2);
    }
    assertThat(Files.readAllLines(file))
        .hasSize(3)
        .last()
        .asString()
        .endsWith(":" + LimitedOutput.FULL + " limit=" + limit);
    try (var outputs = outputs()) {
      outputs.configure(
          new TraceRequest(
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(2 * limit)));
      point.record(3);
    }
    assertThat(events(Files.readString(file))).last().isEqualTo("outputs_event n=3");
  }

  @Test
  void standardErrorHasALimitToo() throws Exception {
    try (var outputs = outputs()) {
      outputs.configure(
          new TraceRequest(
              List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(20L)));
      point.record(1);
    }
    assertThat(events(standardError.toString(StandardCharsets.UTF_8)))
        .containsExactly(LimitedOutput.FULL + " limit=20");
  }

  @Test
  void whatCannotBeWrittenChangesNothing() throws Exception {
    try (var outputs = outputs()) {
      for (Path bad : List.of(folder, folder.resolve("no/such"), Path.of("/dev/full"))) {
        TraceRequest request = to(bad);
        assertThatThrownBy(() -> outputs.configure(request))
            .isInstanceOf(HostException.class)
            .hasMessageContaining(bad.toString());
      }
      var recording =
          new TraceRequest(
              List.of(),
              Optional.of(false),
              Optional.of(folder.resolve("x.log")),
              Optional.of(folder.resolve("no/such.jfr")),
              Optional.of(TraceRequest.LEAST));
      assertThatThrownBy(() -> outputs.configure(recording)).isInstanceOf(HostException.class);
      point.record(1);
    }
    assertThat(events(standardError.toString(StandardCharsets.UTF_8)))
        .containsExactly("outputs_event n=1");
    assertThat(settings).isEmpty();
  }

  @Test
  void filesHaveAPatternOnEachLine() throws Exception {
    Path list = folder.resolve("events");
    Files.writeString(list, "# a comment\n\n  rng_*\r\n-rng_pushed\n");
    var sources =
        List.of(new TraceRequest.Source.Pattern("a"), new TraceRequest.Source.ListFile(list));
    assertThat(WishReader.read(List.copyOf(sources)))
        .containsExactly(
            new Wish(new NamePattern("a"), true),
            new Wish(new NamePattern("rng_*"), true),
            new Wish(new NamePattern("rng_pushed"), false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "a b", "a\nb", "ä", "rng-*", "--a"})
  void whatIsNoPatternIsRefused(String text) {
    List<TraceRequest.Source> sources = List.of(new TraceRequest.Source.Pattern(text));
    assertThatThrownBy(() -> WishReader.read(sources)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void aListThatIsNoFileIsRefused() throws Exception {
    Path large = folder.resolve("large");
    Files.writeString(large, "a\n".repeat(600_000));
    for (Path bad : List.of(folder, folder.resolve("none"), Path.of("/dev/zero"), large)) {
      List<TraceRequest.Source> sources = List.of(new TraceRequest.Source.ListFile(bad));
      assertThatThrownBy(() -> WishReader.read(sources))
          .isInstanceOf(BackplaneException.class)
          .hasMessageContaining(bad.toString());
    }
  }
}
