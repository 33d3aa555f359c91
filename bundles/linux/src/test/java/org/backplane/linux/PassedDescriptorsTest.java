package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Descriptors that go along with bytes; none is left open. */
@SuppressWarnings("try") // some close in the middle of a test
class PassedDescriptorsTest extends StreamSocketRig {

  private static final int MOST = StreamSocket.MOST_DESCRIPTORS;

  @Test
  void stagedDescriptorsGoWithTheNextWriteAndNowhereElse() throws Exception {
    try (var pair = StreamSocket.pair();
        var first = file("first");
        var second = file("second")) {
      pair.one().stageDescriptors(List.of(first.number(), second.number()));
      pair.one().write(bytes("with"));
      pair.one().write(bytes("without"));
      assertThat(read(pair.other())).startsWith("with");
      List<FileDescriptor> taken = adopted(pair.other().takeDescriptors(MOST));
      assertThat(texts(taken)).containsExactly("first", "second");
      assertThat(pair.other().takeDescriptors(MOST)).isEmpty();
      read(pair.other());
      assertThat(pair.other().takeDescriptors(MOST)).isEmpty();
      assertThat(taken).allMatch(PassedDescriptorsTest::closesOnExec);
      taken.forEach(FileDescriptor::close);
    }
  }

  @Test
  void stagingAgainReplacesAndStagingNoneTakesBack() throws Exception {
    int before = SelfMaps.openDescriptors();
    try (var pair = StreamSocket.pair();
        var first = file("first");
        var second = file("second")) {
      pair.one().stageDescriptors(List.of(first.number()));
      pair.one().stageDescriptors(List.of(second.number()));
      assertThat(SelfMaps.openDescriptors()).isEqualTo(before + 5);
      pair.one().write(bytes("x"));
      read(pair.other());
      List<FileDescriptor> taken = adopted(pair.other().takeDescriptors(MOST));
      assertThat(texts(taken)).containsExactly("second");
      taken.forEach(FileDescriptor::close);
      pair.one().stageDescriptors(List.of(first.number()));
      pair.one().stageDescriptors(List.of());
      pair.one().write(bytes("x"));
      read(pair.other());
      assertThat(pair.other().takeDescriptors(MOST)).isEmpty();
    }
    assertThat(SelfMaps.openDescriptors()).isEqualTo(before);
  }

  @Test
  void theCallersOwnMayCloseBeforeTheyGo() throws Exception {
    try (var pair = StreamSocket.pair()) {
      try (var file = file("gone")) {
        pair.one().stageDescriptors(List.of(file.number()));
      }
      pair.one().write(bytes("x"));
      read(pair.other());
      List<FileDescriptor> taken = adopted(pair.other().takeDescriptors(MOST));
      assertThat(texts(taken)).containsExactly("gone");
      taken.forEach(FileDescriptor::close);
    }
  }

  @Test
  void theNextBatchClosesWhatNobodyTookAndTakingClosesTheRest() throws Exception {
    try (var pair = StreamSocket.pair();
        var file = file("x")) {
      int before = SelfMaps.openDescriptors();
      for (int i = 0; i < 10; i++) {
        pair.one().stageDescriptors(Collections.nCopies(MOST, file.number()));
        pair.one().write(bytes("x"));
        read(pair.other());
        assertThat(SelfMaps.openDescriptors()).isEqualTo(before + MOST);
      }
      List<Integer> taken = pair.other().takeDescriptors(3);
      assertThat(SelfMaps.openDescriptors()).isEqualTo(before + 3);
      adopted(taken).forEach(FileDescriptor::close);
      assertThat(SelfMaps.openDescriptors()).isEqualTo(before);
    }
  }

  @Test
  void closingClosesWhatIsStagedReceivedAndUnderWay() throws Exception {
    int before = SelfMaps.openDescriptors();
    try (var pair = StreamSocket.pair();
        var file = file("x")) {
      pair.one().stageDescriptors(List.of(file.number()));
      pair.one().write(bytes("x"));
      read(pair.other()); // received
      pair.one().stageDescriptors(List.of(file.number()));
      pair.one().write(bytes("x")); // under way
      pair.one().stageDescriptors(List.of(file.number()));
    }
    assertThat(SelfMaps.openDescriptors()).isEqualTo(before);
  }

  @Test
  void moreThanSixteenInOneMessageIsAnErrorThatLeavesNoneOpen() throws Exception {
    try (var pair = StreamSocket.pair();
        var file = file("x")) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> pair.one().stageDescriptors(Collections.nCopies(MOST + 1, file.number())));
      int before = SelfMaps.openDescriptors();
      RawMessages.send(pair.one(), Collections.nCopies(MOST + 1, file.number()));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> read(pair.other()))
          .withMessageContaining("more than 16");
      assertThat(SelfMaps.openDescriptors()).isEqualTo(before);
      assertThat(pair.other().takeDescriptors(MOST)).isEmpty();
    }
  }

  @Test
  void whatIsNotOpenCannotBeStaged() throws Exception {
    try (var pair = StreamSocket.pair();
        var file = file("kept")) {
      pair.one().stageDescriptors(List.of(file.number()));
      int before = SelfMaps.openDescriptors();
      assertThatExceptionOfType(LinuxException.class)
          .isThrownBy(() -> pair.one().stageDescriptors(List.of(file.number(), 1 << 20)))
          .withMessageContaining("EBADF");
      assertThat(SelfMaps.openDescriptors()).isEqualTo(before);
      pair.one().write(bytes("x"));
      read(pair.other());
      assertThat(texts(adopted(pair.other().takeDescriptors(MOST)))).containsExactly("kept");
    }
  }

  private static List<FileDescriptor> adopted(List<Integer> numbers) {
    return numbers.stream().map(FileDescriptor::adopt).toList();
  }

  private static List<String> texts(List<FileDescriptor> files) throws IOException {
    List<String> texts = new ArrayList<>();
    for (FileDescriptor file : files) {
      ByteBuffer text = ByteBuffer.allocate(16);
      file.readAt(0, text);
      texts.add(text(text));
    }
    return texts;
  }

  private static boolean closesOnExec(FileDescriptor file) {
    return LibC.fcntl(file.number(), LibC.F_GETFD, 0) == LibC.FD_CLOEXEC;
  }
}
