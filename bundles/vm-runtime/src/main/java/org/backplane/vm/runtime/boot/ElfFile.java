package org.backplane.vm.runtime.boot;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.backplane.api.InvalidRequestException;

/**
 * Reader of 64-bit little-endian RISC-V ELF files. Nothing in the file is trusted: each offset,
 * count and size is checked against the file and the RAM before it is used.
 *
 * <pre>
 * header   16 type u16, 18 machine u16, 24 entry u64, 32 program headers u64, 40 sections u64,
 *          54 size and 56 number of program headers u16, 58 size and 60 number of sections u16
 * program  0 type u32, 8 offset, 16 virtual address, 24 physical address, 32 file size,
 *          40 memory size u64
 * section  4 type u32, 24 offset u64, 32 size u64, 40 link u32, 56 entry size u64
 * symbol   0 name u32, 6 section u16 (0: undefined), 8 value u64
 * </pre>
 */
final class ElfFile {

  private static final int MAGIC = 0x464c_457f;
  private static final int HEADER_BYTES = 64;
  private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
  private static final int MACHINE_RISCV = 243;
  private static final int TYPE_EXECUTABLE = 2;
  private static final int TYPE_POSITION_INDEPENDENT = 3;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int SECTION_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int LOADABLE = 1;
  private static final int SYMBOL_TABLE = 2;
  private static final int UNDEFINED = 0;

  static final String TOHOST = "tohost";
  static final String FROMHOST = "fromhost";
  static final String BEGIN_SIGNATURE = "begin_signature";
  static final String END_SIGNATURE = "end_signature";
  private static final List<String> WANTED =
      List.of(TOHOST, FROMHOST, BEGIN_SIGNATURE, END_SIGNATURE);

  private final BootFile file;
  private final ByteBuffer elf;
  private final long ramBytes;

  private ElfFile(BootFile file, long ramBytes) {
    this.file = file;
    this.elf = file.data();
    this.ramBytes = ramBytes;
  }

  /** Whether a file claims to be an ELF file. */
  static boolean claims(BootFile file) {
    return file.size() >= 4 && file.data().getInt(0) == MAGIC;
  }

  /**
   * Reads a file that {@linkplain #claims claims} to be one.
   *
   * @throws InvalidRequestException it is damaged, of another machine, or does not fit
   */
  static Program read(BootFile file, long ramBytes) throws InvalidRequestException {
    return new ElfFile(file, ramBytes).program();
  }

  private Program program() throws InvalidRequestException {
    checkHeader();
    var segments = segments();
    if (segments.isEmpty()) {
      throw file.refused("an ELF file without anything to load");
    }
    checkOverlaps(segments);
    Map<String, Long> symbols = new HashMap<>();
    boolean test = readSymbols(segments, symbols);
    return new Program(
        file,
        entry(segments),
        segments.stream().map(Segment::piece).toList(),
        test ? Program.Form.ELF_WITH_TOHOST : Program.Form.ELF,
        symbols);
  }

  private void checkHeader() throws InvalidRequestException {
    if (elf.capacity() < HEADER_BYTES) {
      throw file.refused("an ELF file cut off within its header");
    }
    if (elf.getShort(4) != CLASS_64_LITTLE_ENDIAN) {
      throw file.refused("an ELF file, but not a 64-bit little-endian one");
    }
    int machine = u16(18);
    if (machine != MACHINE_RISCV) {
      throw file.refused(
          "an ELF file for machine %d, not for RISC-V (%d)".formatted(machine, MACHINE_RISCV));
    }
    int type = u16(16);
    if (type != TYPE_EXECUTABLE && type != TYPE_POSITION_INDEPENDENT) {
      throw file.refused("an ELF file of type %d, not an executable".formatted(type));
    }
  }

  private List<Segment> segments() throws InvalidRequestException {
    int count = u16(56);
    int at = table("program headers", elf.getLong(32), count, u16(54), PROGRAM_HEADER_BYTES);
    var segments = new ArrayList<Segment>();
    for (int i = 0; i < count; i++) {
      int header = at + i * PROGRAM_HEADER_BYTES;
      if (elf.getInt(header) == LOADABLE && elf.getLong(header + 40) != 0) {
        segments.add(segment(header, i));
      }
    }
    return segments;
  }

  private Segment segment(int header, int number) throws InvalidRequestException {
    String name = "segment " + number + " of " + file.path();
    long length = elf.getLong(header + 32);
    long size = elf.getLong(header + 40);
    int from = range("the data of segment " + number, elf.getLong(header + 8), length);
    if (size < length) {
      throw file.refused("segment %d has less memory than data".formatted(number));
    }
    var piece = new Piece(name, elf.getLong(header + 24), elf.slice(from, (int) length), size);
    if (!piece.within(ramBytes)) {
      throw file.refused(
          "segment %d, %d bytes at 0x%x, lies outside the RAM of %d bytes at 0x80000000"
              .formatted(number, size, piece.address(), ramBytes));
    }
    return new Segment(piece, elf.getLong(header + 16));
  }

  private void checkOverlaps(List<Segment> segments) throws InvalidRequestException {
    var sorted = new ArrayList<>(segments);
    sorted.sort(Comparator.comparingLong(segment -> segment.piece().address()));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i - 1).piece().overlaps(sorted.get(i).piece())) {
        throw file.refused("an ELF file whose segments overlap");
      }
    }
  }

  private long entry(List<Segment> segments) throws InvalidRequestException {
    long entry = elf.getLong(24);
    if ((entry & 1) != 0) {
      throw file.refused("the entry 0x%x is odd, where no instruction can be".formatted(entry));
    }
    OptionalLong place = physical(segments, entry);
    return place.orElseThrow(
        () -> file.refused("the entry 0x%x lies in no loaded segment".formatted(entry)));
  }

  /** The file's addresses are virtual where a segment's two addresses differ. */
  private static OptionalLong physical(List<Segment> segments, long address) {
    for (Segment segment : segments) {
      long offset = address - segment.virtualAddress();
      if (offset >= 0 && offset < segment.piece().sizeBytes()) {
        return OptionalLong.of(segment.piece().address() + offset);
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Reads the wanted symbols.
   *
   * @param found gets the addresses of those that are defined
   * @return whether the file speaks of {@code tohost} at all
   */
  private boolean readSymbols(List<Segment> segments, Map<String, Long> found)
      throws InvalidRequestException {
    int count = u16(60);
    if (count == 0) {
      return false;
    }
    int sections = table("sections", elf.getLong(40), count, u16(58), SECTION_BYTES);
    for (int i = 0; i < count; i++) {
      int section = sections + i * SECTION_BYTES;
      if (elf.getInt(section + 4) == SYMBOL_TABLE) {
        int strings = elf.getInt(section + 40);
        if (strings < 0 || strings >= count) {
          throw file.refused("a symbol table without names");
        }
        return readSymbols(segments, section, sections + strings * SECTION_BYTES, found);
      }
    }
    return false;
  }

  private boolean readSymbols(
      List<Segment> segments, int symbolSection, int nameSection, Map<String, Long> found)
      throws InvalidRequestException {
    long bytes = elf.getLong(symbolSection + 32);
    int symbols = range("the symbol table", elf.getLong(symbolSection + 24), bytes);
    long nameBytes = elf.getLong(nameSection + 32);
    int names = range("the symbol names", elf.getLong(nameSection + 24), nameBytes);
    boolean test = false;
    for (long at = 0; at + SYMBOL_BYTES <= bytes; at += SYMBOL_BYTES) {
      int symbol = symbols + (int) at;
      long name = elf.getInt(symbol) & 0xffff_ffffL;
      String wanted = name < nameBytes ? wanted(names + (int) name, nameBytes - name) : "";
      if (!wanted.isEmpty() && u16(symbol + 6) != UNDEFINED) {
        long value = elf.getLong(symbol + 8);
        found.put(wanted, physical(segments, value).orElse(value));
      }
      test |= wanted.equals(TOHOST);
    }
    return test;
  }

  /** The wanted name that stands at a place; empty when it is another one. */
  private String wanted(int at, long room) {
    for (String name : WANTED) {
      if (name.length() < room && elf.get(at + name.length()) == 0 && stands(name, at)) {
        return name;
      }
    }
    return "";
  }

  private boolean stands(String name, int at) {
    for (int i = 0; i < name.length(); i++) {
      if (elf.get(at + i) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The place of a table of fixed-size entries, all of it inside the file. */
  private int table(String what, long offset, int count, int entryBytes, int expectedBytes)
      throws InvalidRequestException {
    if (count > 0 && entryBytes != expectedBytes) {
      throw file.refused(
          "%s of %d bytes each instead of %d".formatted(what, entryBytes, expectedBytes));
    }
    return range(what, offset, (long) count * expectedBytes);
  }

  private int range(String what, long offset, long length) throws InvalidRequestException {
    if (offset < 0 || length < 0 || offset > elf.capacity() || length > elf.capacity() - offset) {
      throw file.refused("an ELF file cut off: %s lie beyond its end".formatted(what));
    }
    return (int) offset;
  }

  private int u16(int at) {
    return elf.getShort(at) & 0xffff;
  }

  private record Segment(Piece piece, long virtualAddress) {}
}
