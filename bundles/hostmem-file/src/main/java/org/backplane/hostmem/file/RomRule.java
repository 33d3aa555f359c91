package org.backplane.hostmem.file;

import java.util.Arrays;
import org.backplane.api.InvalidRequestException;

/**
 * What {@code share}, {@code readonly} and {@code rom} mean together: {@code readonly} is about the
 * file, {@code rom} about the memory. One row for each combination.
 */
enum RomRule {
  // share, readonly, rom
  PRIVATE_RAM(false, false, false),
  PRIVATE_ROM_OF_WRITABLE_FILE(
      false,
      false,
      true,
      "rom=on cannot go with readonly=off: the memory would never be written, but the file would"
          + " be open for writing",
      "give readonly=on too, or leave rom out"),
  PRIVATE_COPY_OF_TEMPLATE(false, true, false),
  PRIVATE_ROM(false, true, true),
  SHARED_RAM(true, false, false),
  SHARED_ROM_OF_WRITABLE_FILE(
      true,
      false,
      true,
      "rom=on cannot go with share=on,readonly=off: a file shared for writing is not a ROM",
      "give readonly=on too to share a ROM, or leave rom out to share RAM"),
  SHARED_RAM_OF_READONLY_FILE(
      true,
      true,
      false,
      "rom=off cannot go with share=on,readonly=on: what is written to shared memory goes to the"
          + " file, which may not be written",
      "give share=off to write to a private copy, or readonly=off to write to the file"),
  SHARED_ROM(true, true, true);

  private final boolean share;
  private final boolean readonly;
  private final boolean rom;
  private final String problem;
  private final String advice;

  RomRule(boolean share, boolean readonly, boolean rom) {
    this(share, readonly, rom, "", "");
  }

  RomRule(boolean share, boolean readonly, boolean rom, String problem, String advice) {
    this.share = share;
    this.readonly = readonly;
    this.rom = rom;
    this.problem = problem;
    this.advice = advice;
  }

  /**
   * The row of a definition.
   *
   * @param romWord {@code on}, {@code off}, or {@code auto}: as {@code readonly}
   */
  static RomRule of(boolean share, boolean readonly, String romWord) {
    boolean rom = romWord.equals("auto") ? readonly : romWord.equals("on");
    return Arrays.stream(values())
        .filter(row -> row.share == share && row.readonly == readonly && row.rom == rom)
        .findAny()
        .orElseThrow();
  }

  /**
   * Refuses a combination that contradicts itself.
   *
   * @throws InvalidRequestException why, and what to give instead
   */
  void check(String subject) throws InvalidRequestException {
    if (!problem.isEmpty()) {
      throw new InvalidRequestException(subject, problem, advice);
    }
  }

  /** Whether others who map the file see what is written to the memory. */
  boolean shared() {
    return share;
  }

  /** Whether the file is opened for writing, and made when it is missing. */
  boolean writesFile() {
    return !readonly;
  }

  /** Whether the memory is read-only; what {@code rom} reads back as. */
  boolean rom() {
    return rom;
  }
}
