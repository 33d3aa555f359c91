package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.backplane.api.HostException;
import org.backplane.api.chardev.Connection;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.OpenFlag;
import org.backplane.linux.Poller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileAndPipeTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);

  @Test
  void whatIsWrittenStandsInTheFileThroughAnExchangeOfCode() throws Exception {
    Path log = Files.writeString(folder.resolve("log"), "old");
    try (var device = file(Map.of("path", log.toString()))) {
      assertThat(device.code().filename()).isEqualTo("file");
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().write(bytes("one "), SOON);
      device.exchange();
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().write(bytes("two"), SOON);
      assertThat(log).hasContent("one two");
    }
    assertThat(log).hasContent("one two");
  }

  @Test
  void appendKeepsWhatWasThere() throws Exception {
    Path log = Files.writeString(folder.resolve("log"), "old ");
    try (var device = file(Map.of("path", log.toString(), "append", true))) {
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().write(bytes("new"), SOON);
    }
    assertThat(log).hasContent("old new");
  }

  @Test
  void theEndOfTheInputFileIsNotTheEndOfTheOutput() throws Exception {
    Path in = Files.writeString(folder.resolve("in"), "typed");
    Path out = folder.resolve("out");
    try (var device = file(Map.of("path", out.toString(), "input-path", in.toString()))) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      frontEnd.awaitText("typed");
      device.exchange(); // has seen the end for certain
      device.code().attach(frontEnd);
      assertThat(frontEnd.awaitOpened().id()).isEqualTo(connection.id());
      connection.write(bytes("answer"), SOON);
      assertThat(out).hasContent("answer");
      frontEnd.assertQuiet();
    }
  }

  @Test
  void anInputPipeWithoutAWriterIsNotAtItsEnd() throws Exception {
    mkfifo("in");
    Path out = folder.resolve("out");
    try (var device =
        file(Map.of("path", out.toString(), "input-path", folder.resolve("in").toString()))) {
      device.code().attach(frontEnd);
      frontEnd.awaitOpened();
      for (String text : new String[] {"one", "two"}) {
        try (var typing = FileDescriptor.open(folder.resolve("in"), Set.of(OpenFlag.WRITE))) {
          typing.write(bytes(text));
        }
        frontEnd.awaitText(text);
      }
    }
  }

  @Test
  void aPipeThatNobodyReadsIsRefusedAtOnce() throws Exception {
    mkfifo("out");
    String out = folder.resolve("out").toString();
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> file(Map.of("path", out)))
        .withMessageContaining("ENXIO (a pipe that nobody reads")
        .withMessageContaining("start the reader first");
    try (var reader = end("out");
        var device = file(Map.of("path", out))) {
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().write(bytes("heard"), SOON);
      assertThat(read(reader, 5)).isEqualTo("heard");
    }
  }

  @Test
  void afterAFailedWriteAnotherConversationBegins() throws Exception {
    try (var device = file(Map.of("path", "/dev/full"))) {
      device.code().attach(frontEnd);
      for (int id = 1; id <= 2; id++) {
        Connection connection = frontEnd.awaitOpened();
        assertThat(connection.id()).isEqualTo(id);
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> connection.write(bytes("x"), SOON))
            .withMessageContaining("ENOSPC");
        assertThat(frontEnd.awaitClosed()).isSameAs(connection);
      }
    }
  }

  @Test
  void whoeverIsHungUpOnGetsAnotherConversation() throws Exception {
    mkfifo("p");
    try (var device = pipe("p")) {
      assertThat(device.code().peersReturn()).isTrue();
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().close();
      frontEnd.awaitClosed();
      assertThat(frontEnd.awaitOpened().id()).isEqualTo(2);
    }
  }

  @Test
  void aMissingInputFileDoesNotCutTheOutput() throws Exception {
    Path out = Files.writeString(folder.resolve("out"), "precious");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(
            () ->
                file(
                    Map.of(
                        "path", out.toString(), "input-path", folder.resolve("none").toString())))
        .withMessageContaining("ENOENT");
    assertThat(out).hasContent("precious");
  }

  @Test
  void twoPipesServeOneDirectionEach() throws Exception {
    mkfifo("p.in");
    mkfifo("p.out");
    try (var device = pipe("p");
        var typing = end("p.in");
        var screen = end("p.out")) {
      assertThat(device.code().filename()).isEqualTo("pipe");
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      typing.write(bytes("hello"));
      frontEnd.awaitText("hello");
      connection.write(bytes("world"), SOON);
      assertThat(read(screen, 5)).isEqualTo("world");
    }
  }

  @Test
  void aPeerThatLeavesIsNotTheEnd() throws Exception {
    mkfifo("p.in");
    mkfifo("p.out");
    try (var device = pipe("p")) {
      device.code().attach(frontEnd);
      frontEnd.awaitOpened();
      for (String text : new String[] {"one", "two", "three"}) {
        try (var typing = end("p.in")) {
          typing.write(bytes(text));
        }
        frontEnd.awaitText(text);
      }
      frontEnd.assertQuiet();
    }
  }

  @Test
  void aMissingPipeIsRefusedWithHowToMakeIt() {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> pipe("none"))
        .withMessageContaining("mkfifo");
  }

  private Device file(Map<String, ?> options) throws Exception {
    return Device.of(new FileFactory(), "f", options);
  }

  private Device pipe(String name) throws Exception {
    return Device.of(new PipeFactory(), "p", Map.of("path", folder.resolve(name).toString()));
  }

  private FileDescriptor end(String name) throws Exception {
    return FileDescriptor.open(
        folder.resolve(name), EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NON_BLOCKING));
  }

  private void mkfifo(String name) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", folder.resolve(name).toString()).start().waitFor())
        .isZero();
  }

  private static String read(FileDescriptor from, int count) throws Exception {
    ByteBuffer target = ByteBuffer.allocate(count);
    try (var poller = new Poller()) {
      while (target.hasRemaining()) {
        assertThat(poller.awaitReadable(from, SOON)).isEqualTo(Poller.Outcome.READY);
        from.read(target);
      }
    }
    return StandardCharsets.UTF_8.decode(target.flip()).toString();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
