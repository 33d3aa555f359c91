package org.backplane.vm.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;

/** Whatever stands in a kernel file, it is loaded within the RAM or refused. */
class HostileKernelTest {

  private static final long RAM = 1 << 20;

  private record Patch(int at, int width, long value) {}

  @Property(tries = 5000)
  void damagedElfsAreLoadedWithinTheRamOrRefused(@ForAll("patches") List<Patch> patches) {
    var elf =
        new ElfBuilder()
            .segment(1, 0x8000_1000L, 0x8000_1000L, 16, 32)
            .symbol("tohost", 0x8000_0008L);
    for (Patch patch : patches) {
      switch (patch.width()) {
        case 2 -> elf.bytes.putShort(patch.at(), (short) patch.value());
        case 4 -> elf.bytes.putInt(patch.at(), (int) patch.value());
        default -> elf.bytes.putLong(patch.at(), patch.value());
      }
    }
    loadsOrRefuses(elf.build());
  }

  @Property(tries = 2000)
  void arbitraryBytesBehindAMagicAreLoadedWithinTheRamOrRefused(@ForAll byte[] tail) {
    byte[] elf = new byte[64 + tail.length];
    System.arraycopy(new ElfBuilder().build(), 0, elf, 0, 24);
    System.arraycopy(tail, 0, elf, 24, tail.length);
    loadsOrRefuses(elf);
  }

  @Property(tries = 2000)
  void imagesAreLoadedWithinTheRamOrRefused(
      @ForAll("numbers") long textOffset, @ForAll("numbers") long size) {
    var file = new BootFile(Path.of("image"), KernelLoaderTest.image(textOffset, size, 0));
    try {
      checkPlaces(KernelImage.read(file, RAM));
    } catch (InvalidRequestException e) {
      assertThat(e).hasMessageStartingWith("image: ");
    }
  }

  @Property(tries = 2000)
  void efiApplicationsAreUnpackedOrRefused(
      @ForAll int offset, @ForAll int size, @ForAll byte[] tail) {
    byte[] bytes = Arrays.copyOf(new byte[] {'M', 'Z', 0, 0, 'z', 'i', 'm', 'g'}, 64 + tail.length);
    ByteBuffer.wrap(bytes)
        .putInt(8, offset)
        .putInt(12, size)
        .put(24, new byte[] {'g', 'z', 'i', 'p'});
    System.arraycopy(tail, 0, bytes, 64, tail.length);
    var file = new BootFile(Path.of("x.efi"), bytes);
    assertThatThrownBy(() -> file.expanded(RAM))
        .isInstanceOf(BackplaneException.class)
        .hasMessageStartingWith("x.efi: ");
  }

  @Provide
  Arbitrary<List<Patch>> patches() {
    var offsets = Arbitraries.integers().between(4, 0x4f0);
    var header = Arbitraries.integers().between(16, 64 + 2 * 56).map(at -> at & -2);
    return Combinators.combine(
            Arbitraries.oneOf(offsets, header), Arbitraries.of(2, 4, 8), numbers())
        .as(Patch::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<Long> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs(),
        Arbitraries.longs().between(0, 0x600),
        Arbitraries.longs().between(0x7fff_fff0L, 0x8000_0000L + RAM + 16),
        Arbitraries.of(-1L, Long.MAX_VALUE, Long.MIN_VALUE, RAM, RAM - 1, RAM + 1, 1L << 32));
  }

  private static void loadsOrRefuses(byte[] bytes) {
    try {
      checkPlaces(ElfFile.read(new BootFile(Path.of("x.elf"), bytes), RAM));
    } catch (InvalidRequestException e) {
      assertThat(e).hasMessageStartingWith("x.elf: ");
    }
  }

  private static void checkPlaces(Program program) {
    assertThat(program.pieces()).isNotEmpty();
    long end = 0x8000_0000L + RAM;
    for (Piece piece : program.pieces()) {
      assertThat(piece.address()).isBetween(0x8000_0000L, end);
      assertThat(piece.sizeBytes()).isBetween(1L, end - piece.address());
      assertThat((long) piece.data().remaining()).isLessThanOrEqualTo(piece.sizeBytes());
    }
    assertThat(program.entry()).isBetween(0x8000_0000L, end - 1);
    checkSymbols(program, end);
  }

  private static void checkSymbols(Program program, long end) {
    if (program.symbols().containsKey("tohost")) {
      try {
        assertThat(program.hostSymbols().tohost()).isBetween(0x8000_0000L, end - 8);
      } catch (InvalidRequestException e) {
        assertThat(e).hasMessageStartingWith("x.elf: ");
      }
    }
  }
}
