package org.backplane.hostmem.file;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValues;
import org.backplane.hostmem.MemorySettings;

/**
 * What a definition says about its file, checked as far as that can be done without the file.
 *
 * @param settings the common properties
 * @param path the file, folder or device
 * @param rule what may be done to the file and to the memory
 * @param range which part of the file is mapped
 * @param pmem whether a write shall be durable at once
 */
record FileRequest(
    MemorySettings settings, Path path, RomRule rule, FileRange range, boolean pmem) {

  /**
   * Reads and checks a definition.
   *
   * @throws InvalidRequestException the values cannot be had, or not together
   */
  static FileRequest of(PropertyValues values, MemorySettings settings)
      throws InvalidRequestException {
    String subject = settings.subject();
    Path path = path(subject, values.text(FileProperties.MEM_PATH));
    RomRule rule =
        RomRule.of(
            settings.share(),
            values.bool(FileProperties.READONLY),
            values.text(FileProperties.ROM));
    rule.check(subject);
    var range =
        new FileRange(
            settings.sizeBytes(),
            values.number(FileProperties.OFFSET),
            values.number(FileProperties.ALIGN));
    var request = new FileRequest(settings, path, rule, range, values.bool(FileProperties.PMEM));
    request.check(range.numberFault());
    return request;
  }

  /** Names the object in messages. */
  String subject() {
    return settings.subject();
  }

  /**
   * Whether a file of that length can be mapped.
   *
   * @param lengthBytes 1 or more
   */
  void checkLength(long lengthBytes) throws InvalidRequestException {
    check(range.lengthFault(lengthBytes));
  }

  /** Whether a file with pages of that size can be mapped. */
  void checkPages(long pageBytes) throws InvalidRequestException {
    check(range.pageFault(pageBytes));
    settings.checkWholePages(pageBytes);
  }

  /** Refuses when there is a fault. */
  void check(Optional<Fault> fault) throws InvalidRequestException {
    if (fault.isPresent()) {
      throw fault.get().of(subject());
    }
  }

  private static Path path(String subject, String text) throws InvalidRequestException {
    if (text.isEmpty()) {
      throw new Fault("mem-path is empty", "give the path of a file or folder").of(subject);
    }
    try {
      Path path = Path.of(text);
      // A path forgets the slash at its end, by which the kernel takes nothing but a folder.
      return text.endsWith("/") ? path.resolve(".") : path;
    } catch (InvalidPathException e) {
      throw new Fault("mem-path is no path: " + e.getReason(), "give the path of a file or folder")
          .of(subject);
    }
  }
}
