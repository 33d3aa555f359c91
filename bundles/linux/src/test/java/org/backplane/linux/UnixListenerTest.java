package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnixListenerTest {
  private static final long SELF = ProcessHandle.current().pid();

  @TempDir private Path folder;

  @Test
  void listensUnderItsNameForThisUserOnly() throws Exception {
    Path path = folder.resolve("a.sock");
    try (var listener = UnixListener.bind(path, 1)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      assertServes(listener);
      assertThat(files()).containsExactly(path);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void replacesASocketButNothingElse() throws Exception {
    Path path = folder.resolve("a.sock");
    var stale = UnixListener.bind(path, 1);
    try (var listener = UnixListener.bind(path, 1)) {
      assertServes(listener);
      stale.close(); // the name is the other's now
      assertThat(files()).containsExactly(path);
    }
    Files.writeString(path, "precious");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> UnixListener.bind(path, 1));
    assertThat(path).hasContent("precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), path);
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> UnixListener.bind(link, 1));
    assertThat(files()).containsExactlyInAnyOrder(path, link);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 108})
  void whatAnotherProcessServesIsLeftAlone(int bytes) throws Exception {
    int missing = bytes - folder.toString().getBytes(StandardCharsets.UTF_8).length - 1;
    Path path = folder.resolve("n".repeat(Math.max(1, missing)));
    try (var theirs = UnixListener.bind(path, 4)) {
      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> UnixListener.bind(path, 1, SELF + 1))
          .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EADDRINUSE"));
      assertThat(files()).containsExactly(path);
      assertThat(theirs.socket().accept()).hasValueSatisfying(StreamSocket::close); // it asked
      assertServes(theirs);
      theirs.socket().close();
      try (var ours = UnixListener.bind(path, 1, SELF + 1)) {
        assertServes(ours);
      }
    }
  }

  @Test
  void aServerThatIsTooBusyToAnswerIsLeftAlone() throws Exception {
    Path path = folder.resolve("a.sock");
    try (var theirs = UnixListener.bind(path, 0);
        UnixName name = UnixName.of(path);
        StreamSocket _ = StreamSocket.connecting(name.name())) {
      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> UnixListener.bind(path, 1))
          .satisfies(e -> assertThat(e.errnoName()).isEqualTo("EADDRINUSE"));
      assertThat(theirs.socket().accept()).hasValueSatisfying(StreamSocket::close);
    }
  }

  @Test
  void aFileThatComesAtTheLastMomentIsLeftAlone() {
    Path path = folder.resolve("a.sock");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(
            () ->
                UnixListener.bind(
                    path,
                    1,
                    (born, target) -> {
                      Files.writeString(target, "precious");
                      UnixListener.giveName(born, target, SELF);
                    }));
    assertThat(path).hasContent("precious");
  }

  @Test
  void aPrivateFolderThatCannotBeRemovedIsNoError() throws Exception {
    Path path = folder.resolve("a.sock");
    List<Path> kept = new ArrayList<>();
    try (var listener =
        UnixListener.bind(
            path,
            1,
            (born, target) -> {
              UnixListener.giveName(born, target, SELF);
              kept.add(Files.createFile(born.resolveSibling("other")));
            })) {
      assertServes(listener);
    }
    assertThat(path).doesNotExist();
    assertThat(kept.getFirst()).exists();
    assertThat(kept.getFirst().resolveSibling("s")).doesNotExist();
  }

  @Test
  void aMissingFolderIsAnErrorThatLeavesNothing() throws Exception {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> UnixListener.bind(folder.resolve("none/a.sock"), 1));
    assertThat(files()).isEmpty();
  }

  @Test
  void closingAfterTheNameWasRemovedIsNoError() throws Exception {
    Path path = folder.resolve("a.sock");
    var listener = UnixListener.bind(path, 1);
    Files.delete(path);
    listener.close();
    listener.close();
    assertThat(listener.socket().isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {90, 105, 106, 107, 108})
  void namesOfFullLengthCanBeBoundAndReached(int bytes) throws Exception {
    int missing = bytes - folder.toString().getBytes(StandardCharsets.UTF_8).length - 1;
    Path path = folder.resolve("n".repeat(missing));
    try (var listener = UnixListener.bind(path, 1)) {
      assertServes(listener);
      assertThat(files()).containsExactly(path);
    }
    assertThat(files()).isEmpty();
  }

  private static void assertServes(UnixListener listener) throws Exception {
    Path used;
    try (UnixName name = UnixName.of(listener.path());
        StreamSocket client = StreamSocket.connecting(name.name())) {
      used = name.name().path();
      client.finishConnect();
      try (StreamSocket served = listener.socket().accept().orElseThrow()) {
        assertThat(served.write(ByteBuffer.allocate(1))).isOne();
        assertThat(client.read(ByteBuffer.allocate(2))).isOne();
      }
    }
    boolean direct = used.equals(listener.path());
    assertThat(Files.exists(used, LinkOption.NOFOLLOW_LINKS)).isEqualTo(direct);
  }

  private List<Path> files() throws Exception {
    try (var list = Files.list(folder)) {
      return new ArrayList<>(list.toList());
    }
  }
}
