package org.backplane.vm.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KernelLoaderTest {

  private static final long RAM = 16 << 20;

  @TempDir Path folder;

  @Test
  void elfSegmentsGoToTheirPhysicalAddresses() throws Exception {
    Program program =
        kernel(
            new ElfBuilder()
                .segment(1, 0xffff_ffff_0000_0000L, 0x8010_0000L, 8, 8)
                .entry(0xffff_ffff_0000_0004L)
                .build());
    assertThat(program.form()).isEqualTo(Program.Form.ELF);
    assertThat(program.entry()).isEqualTo(0x8010_0004L);
    assertThat(program.start()).isEqualTo(0x8000_0000L);
    assertThat(program.pieces()).hasSize(2);
    assertThat(program.pieces().getFirst().sizeBytes()).isEqualTo(64);
    assertThat(program.pieces().getFirst().data().remaining()).isEqualTo(16);
    assertThat(program.pieces().getFirst().data().get(0)).isEqualTo((byte) 1);
  }

  @Test
  void tohostIsFoundByName() throws Exception {
    assertThat(kernel(new ElfBuilder().symbol("tohost").build()).form())
        .isEqualTo(Program.Form.ELF_WITH_TOHOST);
    assertThat(kernel(new ElfBuilder().symbol("tohosts").build()).form())
        .isEqualTo(Program.Form.ELF);
  }

  @Test
  void imageGoesToItsTextOffsetWithItsZeroedTail() throws Exception {
    Program program = kernel(image(0x20_0000, 0x5000, 0));
    assertThat(program.form()).isEqualTo(Program.Form.IMAGE);
    assertThat(program.entry()).isEqualTo(0x8020_0000L);
    assertThat(program.pieces().getFirst().sizeBytes()).isEqualTo(0x5000);
  }

  @Test
  void compressedKernelsAreExpanded() throws Exception {
    assertThat(kernel(gzip(image(0x20_0000, 0, 0))).form()).isEqualTo(Program.Form.IMAGE);
    assertThat(kernel(gzip(new ElfBuilder().build())).form()).isEqualTo(Program.Form.ELF);
  }

  /** Wherever it is loaded, it must be a place that its page tables can map. */
  @Test
  void imagesGoToAMultipleOfTwoMebibytes() throws Exception {
    assertThat(kernel(image(0, 0, 0)).entry()).isEqualTo(0x8000_0000L);
    assertThat(kernel(image(1, 0, 0)).entry()).isEqualTo(0x8020_0000L);
    assertThat(kernel(image(0x20_1000, 0, 0)).entry()).isEqualTo(0x8040_0000L);
  }

  @Test
  void kernelsInAnEfiApplicationAreUnpacked() throws Exception {
    byte[] packed = gzip(image(0x20_0000, 0x5000, 0));
    Program program = kernel(zboot("gzip", packed, packed.length));
    assertThat(program.form()).isEqualTo(Program.Form.IMAGE);
    assertThat(program.pieces().getFirst().sizeBytes()).isEqualTo(0x5000);
  }

  @Test
  void efiApplicationsThatCannotBeUnpackedAreNamed() throws Exception {
    byte[] packed = gzip(image(0x20_0000, 0, 0));
    for (String compression : List.of("zstd", "xz", "lzma", "lz4")) {
      assertThatThrownBy(() -> kernel(zboot(compression, packed, packed.length)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("'" + compression + "', which is not supported");
    }
    assertThatThrownBy(() -> kernel(zboot("\033[2J\n", packed, packed.length)))
        .hasMessageContaining("'?[2J?'");
    assertThatThrownBy(() -> kernel(zboot("gzip", packed, packed.length + 1)))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> kernel(zboot("gzip", packed, -1))).hasMessageContaining("cut off");
    assertThatThrownBy(() -> kernel(zboot("gzip", new byte[40], 40)))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("gzip");
    byte[] bomb = gzip(new byte[(int) RAM + 1]);
    assertThatThrownBy(() -> kernel(zboot("gzip", bomb, bomb.length)))
        .hasMessageContaining("does not fit");
  }

  @Test
  void onlyDefinedSymbolsHaveAnAddress() throws Exception {
    assertThat(kernel(new ElfBuilder().symbol("tohost").build()).symbols()).isEmpty();
    var virtual =
        new ElfBuilder()
            .segment(1, 0xffff_ffff_0000_0000L, 0x8010_0000L, 8, 64)
            .symbol("tohost", 0xffff_ffff_0000_0008L)
            .symbol("other", 0x8000_0000L)
            .symbol("fromhost", 0x8000_0010L);
    assertThat(kernel(virtual.build()).symbols())
        .isEqualTo(Map.of("tohost", 0x8010_0008L, "fromhost", 0x8000_0010L));
  }

  /** Debug information and padding are not loaded. */
  @Test
  void anElfFileMayBeLargerThanTheRam() throws Exception {
    byte[] padded = java.util.Arrays.copyOf(new ElfBuilder().build(), 2 << 20);
    for (byte[] bytes : new byte[][] {padded, gzip(padded), zboot("gzip", gzip(padded))}) {
      assertThat(KernelLoader.kernel(file(bytes), 1 << 20).entry()).isEqualTo(0x8000_0000L);
      assertThat(KernelLoader.firmware(file(bytes), 1 << 20).form()).isEqualTo(Program.Form.ELF);
    }
    byte[] noise = new byte[4096];
    new java.util.Random(1).nextBytes(noise);
    byte[] packed = gzip(noise);
    assertThat(packed.length).isGreaterThan(noise.length);
    assertThat(KernelLoader.firmware(file(packed), noise.length).pieces().getFirst().sizeBytes())
        .isEqualTo(noise.length);
  }

  private static byte[] zboot(String compression, byte[] payload) {
    return zboot(compression, payload, payload.length);
  }

  @Test
  void anExpandingBombIsRefused() throws Exception {
    Path bomb = file(gzip(new byte[(int) RAM + 1]));
    assertThatThrownBy(() -> KernelLoader.kernel(bomb, RAM))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void damagedCompressionIsRefused() throws Exception {
    byte[] half = java.util.Arrays.copyOf(gzip(image(0, 0, 0)), 20);
    assertThatThrownBy(() -> kernel(half))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("gzip");
  }

  @Test
  void whatIsNoKernelIsNamed() throws Exception {
    Path file = file("#!/bin/sh\n".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> KernelLoader.kernel(file, RAM))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith(file + ": not a RISC-V kernel: neither ELF (")
        .hasMessageContaining("nor Image (");
  }

  @Test
  void filesThatCannotBeReadAreNamed() throws Exception {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> KernelLoader.kernel(missing, RAM))
        .isInstanceOf(HostException.class)
        .hasMessage(missing + ": no such file (ENOENT)");
    assertThatThrownBy(() -> KernelLoader.kernel(folder, RAM))
        .isInstanceOf(BackplaneException.class)
        .hasMessageStartingWith(folder.toString());
    assertThatThrownBy(() -> KernelLoader.kernel(Path.of("/dev/zero"), RAM))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("not a regular file");
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> KernelLoader.kernel(pipe, RAM)).hasMessageContaining("not a regular");
    Path large = file(new byte[1025]);
    assertThatThrownBy(() -> KernelLoader.firmware(large, 1024))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("more RAM");
    Path empty = file(new byte[0]);
    assertThatThrownBy(() -> KernelLoader.firmware(empty, RAM)).hasMessageContaining("empty");
  }

  @Test
  void rawFirmwareGoesToTheStartOfTheRam() throws Exception {
    Program firmware = KernelLoader.firmware(file(new byte[] {1, 2, 3}), RAM);
    assertThat(firmware.form()).isEqualTo(Program.Form.RAW);
    assertThat(firmware.entry()).isEqualTo(0x8000_0000L);
  }

  static Stream<Arguments> damagedElfs() {
    return Stream.of(
        damage("cut off within its header", b -> b.limit(40)),
        damage("not a 64-bit", b -> b.put(4, (byte) 1)),
        damage("not a 64-bit", b -> b.put(5, (byte) 2)),
        damage("machine 62", b -> b.putShort(18, (short) 62)),
        damage("type 1", b -> b.putShort(16, (short) 1)),
        damage("without anything to load", b -> b.putShort(56, (short) 0)),
        damage("without anything to load", b -> b.putInt(64, 2)),
        damage("program headers lie beyond", b -> b.putLong(32, -1)),
        damage("program headers lie beyond", b -> b.putLong(32, 0x4f0)),
        damage("program headers lie beyond", b -> b.putShort(56, (short) -1)),
        damage("of 32 bytes each", b -> b.putShort(54, (short) 32)),
        damage("data of segment 0 lie beyond", b -> b.putLong(64 + 8, Long.MAX_VALUE)),
        damage("data of segment 0 lie beyond", b -> b.putLong(64 + 32, 0x400)),
        damage("data of segment 0 lie beyond", b -> b.putLong(64 + 32, -1)),
        damage("less memory than data", b -> b.putLong(64 + 40, 8)),
        damage("less memory than data", b -> b.putLong(64 + 40, -8)),
        damage("outside the RAM", b -> b.putLong(64 + 40, RAM + 1)),
        damage("outside the RAM", b -> b.putLong(64 + 24, 0)),
        damage("outside the RAM", b -> b.putLong(64 + 24, -8)),
        damage("outside the RAM", b -> b.putLong(64 + 40, Long.MAX_VALUE)),
        damage("0x80000001 is odd", b -> b.putLong(24, 0x8000_0001L)),
        damage("lies in no loaded segment", b -> b.putLong(24, 0x8000_0040L)),
        damage("sections lie beyond", b -> b.putLong(40, 0x4f0).putShort(60, (short) 3)),
        damage("symbol table lie beyond", b -> b.putLong(0x300 + 64 + 32, 1L << 40)),
        damage("names lie beyond", b -> b.putLong(0x300 + 128 + 24, -5)),
        damage("without names", b -> b.putInt(0x300 + 64 + 40, 7)));
  }

  @ParameterizedTest
  @MethodSource("damagedElfs")
  void damagedElfsAreRefusedWithTheirReason(String reason, Consumer<ByteBuffer> damage)
      throws IOException {
    var builder = new ElfBuilder().symbol("tohost");
    damage.accept(builder.bytes);
    byte[] bytes = new byte[builder.bytes.limit()];
    builder.bytes.get(0, bytes);
    Path file = file(bytes);
    assertThatThrownBy(() -> KernelLoader.kernel(file, RAM))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void overlappingSegmentsAreRefused() {
    assertThatThrownBy(() -> kernel(new ElfBuilder().segment(1, 0, 0x8000_003fL, 8, 8).build()))
        .hasMessageContaining("overlap");
  }

  @Test
  void imagesThatDoNotFitAreRefused() {
    for (byte[] bad :
        new byte[][] {
          image(RAM, 0, 0),
          image(-1, 0, 0),
          image(0, -1, 0),
          image(0, RAM + 1, 0),
          image(Long.MIN_VALUE, Long.MAX_VALUE, 0)
        }) {
      assertThatThrownBy(() -> kernel(bad)).hasMessageContaining("outside the RAM");
    }
    assertThatThrownBy(() -> kernel(image(0, 0, 1))).hasMessageContaining("big-endian");
  }

  static byte[] image(long textOffset, long imageSize, long flags) {
    return ByteBuffer.allocate(128)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(8, textOffset)
        .putLong(16, imageSize)
        .putLong(24, flags)
        .putInt(56, 0x0543_5352)
        .array();
  }

  private static byte[] zboot(String compression, byte[] payload, int size) {
    return ByteBuffer.allocate(64 + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0x5a4d)
        .putInt(0x676d_697a)
        .putInt(64)
        .putInt(size)
        .put(24, compression.getBytes(StandardCharsets.US_ASCII))
        .put(64, payload)
        .array();
  }

  private static Arguments damage(String reason, Consumer<ByteBuffer> damage) {
    return Arguments.of(reason, damage);
  }

  private Program kernel(byte[] bytes) throws BackplaneException, IOException {
    return KernelLoader.kernel(file(bytes), RAM);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "kernel", ""), bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
