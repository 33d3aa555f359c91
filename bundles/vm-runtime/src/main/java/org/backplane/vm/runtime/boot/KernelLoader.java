package org.backplane.vm.runtime.boot;

import java.nio.file.Path;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.vm.runtime.board.MemoryMap;

/** From a kernel or firmware file to a {@link Program}, whatever its form. */
final class KernelLoader {

  private KernelLoader() {}

  /** Reads a kernel: ELF or Image, possibly compressed or in an EFI application. */
  static Program kernel(Path path, long ramBytes) throws BackplaneException {
    BootFile file = BootFile.readProgram(path, ramBytes).expanded(ramBytes);
    if (ElfFile.claims(file)) {
      return ElfFile.read(file, ramBytes);
    }
    if (KernelImage.claims(file)) {
      return KernelImage.read(file, ramBytes);
    }
    if (file.size() == 0) {
      throw file.refused("an empty file is no kernel");
    }
    throw file.refused(
        "not a RISC-V kernel: neither ELF (it does not start with 7f 'ELF') nor Image (no 'RSC' 05"
            + " at offset 56)");
  }

  /** Reads a firmware: ELF, or plain bytes for the start of the RAM. */
  static Program firmware(Path path, long ramBytes) throws BackplaneException {
    BootFile file = BootFile.readProgram(path, ramBytes).expanded(ramBytes);
    if (file.size() == 0) {
      throw file.refused("an empty file is no firmware");
    }
    if (ElfFile.claims(file)) {
      return ElfFile.read(file, ramBytes);
    }
    var piece = Piece.whole("firmware", MemoryMap.RAM_ADDRESS, file.data());
    return new Program(file, piece.address(), List.of(piece), Program.Form.RAW);
  }
}
