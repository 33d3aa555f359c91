package org.backplane.vm.runtime.boot;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.InvalidRequestException;
import org.backplane.vm.runtime.board.MemoryMap.Range;

/**
 * A kernel or firmware, ready to be loaded.
 *
 * @param file where it comes from, for messages
 * @param entry address of its first instruction
 * @param pieces its parts, at least one
 * @param form what kind of file it is
 * @param symbols addresses of the symbols that {@link ElfFile} looks for and found
 */
record Program(
    BootFile file, long entry, List<Piece> pieces, Form form, Map<String, Long> symbols) {

  /** How a program is started. */
  enum Form {
    /** An ELF file that talks to its host, so one for machine mode. */
    ELF_WITH_TOHOST,
    ELF,
    /** A flat Linux kernel. */
    IMAGE,
    /** Plain bytes. */
    RAW
  }

  Program {
    pieces = List.copyOf(pieces);
    symbols = Map.copyOf(symbols);
  }

  /** A program without symbols. */
  Program(BootFile file, long entry, List<Piece> pieces, Form form) {
    this(file, entry, pieces, form, Map.of());
  }

  /**
   * Where it talks to its host; it has the symbol {@code tohost}.
   *
   * @throws InvalidRequestException a symbol is where no program puts it
   */
  HostSymbols hostSymbols() throws InvalidRequestException {
    long tohost = word(ElfFile.TOHOST);
    OptionalLong fromhost =
        symbols.containsKey(ElfFile.FROMHOST)
            ? OptionalLong.of(word(ElfFile.FROMHOST))
            : OptionalLong.empty();
    return new HostSymbols(tohost, fromhost, signature());
  }

  private long word(String symbol) throws InvalidRequestException {
    long address = Objects.requireNonNull(symbols.get(symbol));
    var word = new Range(address, Long.BYTES);
    if (address % Long.BYTES != 0 || !loads(word)) {
      throw file.refused(
          "its symbol %s is 0x%x, which is no aligned place in what it loads"
              .formatted(symbol, address),
          "give -machine virt,htif=off to do without it");
    }
    return address;
  }

  private Optional<Range> signature() {
    Long begin = symbols.get(ElfFile.BEGIN_SIGNATURE);
    Long end = symbols.get(ElfFile.END_SIGNATURE);
    if (begin == null || end == null) {
      return Optional.empty();
    }
    return Optional.of(new Range(begin, end - begin)).filter(this::loads);
  }

  /** Whether a range lies in one of its pieces. */
  private boolean loads(Range range) {
    return pieces.stream()
        .anyMatch(
            piece -> {
              long offset = range.address() - piece.address();
              return offset >= 0
                  && range.sizeBytes() >= 0
                  && offset <= piece.sizeBytes()
                  && range.sizeBytes() <= piece.sizeBytes() - offset;
            });
  }

  /** The lowest address it takes. */
  long start() {
    return pieces.stream().mapToLong(Piece::address).min().orElseThrow();
  }

  /** The address after the highest one it takes. */
  long end() {
    return pieces.stream().mapToLong(Piece::end).max().orElseThrow();
  }
}
