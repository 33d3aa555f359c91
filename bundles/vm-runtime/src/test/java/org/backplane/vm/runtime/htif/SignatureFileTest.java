package org.backplane.vm.runtime.htif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.boot.HostSymbols;
import org.backplane.vm.runtime.boot.OutputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignatureFileTest {

  private static final Range RANGE = new Range(TestHost.BASE + 0x100, 20);

  @TempDir Path folder;

  @Test
  void numbersStandWithTheirHighestDigitFirst() throws Exception {
    assertThat(signature(4))
        .containsExactly("03020100", "07060504", "0b0a0908", "0f0e0d0c", "13121110");
    assertThat(signature(8))
        .containsExactly("0706050403020100", "0f0e0d0c0b0a0908", "0000000013121110");
    assertThat(signature(16))
        .containsExactly("0f0e0d0c0b0a09080706050403020100", "00000000000000000000000013121110");
  }

  private Iterable<String> signature(int granularity) throws Exception {
    Path path = folder.resolve("signature");
    var file = new SignatureFile(new OutputFile("x-signature", path), RANGE, granularity);
    var host = new TestHost(TestHost.SYMBOLS, Optional.of(file));
    for (int i = 0; i < 32; i++) {
      host.memory.setU8(RANGE.address() + i, i);
    }
    host.says(1);
    host.htif.poll();
    host.memory.setU8(RANGE.address(), 99); // the guest goes on meanwhile
    assertThat(host.power.take()).isEqualTo("off");
    return Files.readAllLines(path);
  }

  /** Whoever asked for it must not take the run for a good one. */
  @Test
  void aSuccessWithoutItsSignatureIsAFailure() throws Exception {
    var file = new SignatureFile(new OutputFile("x-signature", folder), RANGE, 4);
    var host = new TestHost(TestHost.SYMBOLS, Optional.of(file));
    host.says(1);
    host.htif.poll();
    assertThat(host.power.take()).isEqualTo("fail 1");
  }

  @Test
  void whatTheProgramDoesNotOfferIsRefused() throws Exception {
    var symbols =
        Optional.of(new HostSymbols(TestHost.TOHOST, OptionalLong.empty(), Optional.of(RANGE)));
    Optional<HostSymbols> bare = Optional.of(TestHost.SYMBOLS);
    String file = folder.resolve("signature").toString();
    assertThat(connect(symbols, "auto", file)).isPresent();
    assertThat(connect(bare, "auto", "")).isPresent();
    assertThat(connect(Optional.empty(), "auto", "")).isEmpty();
    assertThat(connect(Optional.empty(), "off", "")).isEmpty();
    var endless = new Range(TestHost.BASE, (64 << 20) + 1);
    var large =
        Optional.of(new HostSymbols(TestHost.TOHOST, OptionalLong.empty(), Optional.of(endless)));
    assertThatThrownBy(() -> connect(large, "auto", file)).hasMessageContaining("67108865 bytes");
    assertThatThrownBy(() -> connect(bare, "auto", file)).hasMessageContaining("begin_signature");
    assertThatThrownBy(() -> connect(Optional.empty(), "on", ""))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("htif=on")
        .hasMessageContaining("tohost");
    assertThatThrownBy(() -> connect(Optional.empty(), "auto", file))
        .hasMessageContaining("x-signature needs a test program");
    assertThatThrownBy(() -> connect(symbols, "auto", folder + "/missing/signature"))
        .hasMessageContaining("no such folder");
    assertThatThrownBy(() -> connect(symbols, "auto", folder.toString()))
        .hasMessageContaining("is no regular file");
  }

  @Test
  void linesHaveOneOfThreeSizes() throws Exception {
    for (int size : new int[] {4, 8, 16}) {
      assertThat(HtifSettings.of(values("auto", "", size)).granularity()).isEqualTo(size);
    }
    for (int size : new int[] {5, 12, 15}) {
      assertThatThrownBy(() -> HtifSettings.of(values("auto", "", size)))
          .hasMessageContaining("x-signature-granularity=" + size);
    }
  }

  private static Optional<HtifPoller> connect(
      Optional<HostSymbols> symbols, String mode, String file) throws BackplaneException {
    var host = new TestHost();
    return HtifSettings.of(values(mode, file, 4)).connect(symbols, host.memory, host, () -> host);
  }

  private static PropertyValues values(String mode, String file, int granularity) {
    Map<String, PropertyValue> values = new HashMap<>();
    values.put("htif", new PropertyValue.Text(mode));
    values.put("x-signature-granularity", new PropertyValue.Unsigned(granularity));
    if (!file.isEmpty()) {
      values.put("x-signature", new PropertyValue.Text(file));
    }
    return new PropertyValues(values);
  }
}
