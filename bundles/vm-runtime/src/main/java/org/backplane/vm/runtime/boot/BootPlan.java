package org.backplane.vm.runtime.boot;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineRequest;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * What a machine starts from: the files, read once and kept, and their places in RAM. It can be
 * loaded as often as the machine is reset.
 */
public final class BootPlan {

  private static final long ALIGNMENT = 2 << 20;
  private static final long INITRD_OFFSET_LIMIT = 512L << 20;
  private static final int SEED_BYTES = 32;
  // Room for the generated tree, whatever instruction set string it will name.
  private static final int TREE_ROOM = 64 * 1024;

  private final SecureRandom random = new SecureRandom();
  private final MachineRequest.Boot request;
  private final long ramBytes;
  private final Optional<Program> firmware;
  private final Optional<Program> kernel;
  private final Optional<Piece> initrd;
  private final Optional<ByteBuffer> givenTree;
  private final long treeAddress;
  private final List<Piece> pieces = new ArrayList<>();

  private BootPlan(MachineRequest.Boot request, long ramBytes) throws BackplaneException {
    this.request = request;
    this.ramBytes = ramBytes;
    Optional<Path> firmwarePath = request.firmware().filter(path -> !isNone(path));
    firmware =
        firmwarePath.isPresent()
            ? Optional.of(KernelLoader.firmware(firmwarePath.get(), ramBytes))
            : Optional.empty();
    kernel =
        request.kernel().isPresent()
            ? Optional.of(KernelLoader.kernel(request.kernel().get(), ramBytes))
            : Optional.empty();
    checkMode();
    initrd = request.initrd().isPresent() ? Optional.of(readInitrd()) : Optional.empty();
    givenTree = request.deviceTree().isPresent() ? Optional.of(readTree()) : Optional.empty();
    Piece treeRoom = treeRoom();
    treeAddress = treeRoom.address();
    place(treeRoom);
  }

  /**
   * Reads all files and finds their places.
   *
   * @throws BackplaneException a file cannot be read or is no such file, or the RAM is too small
   */
  public static BootPlan read(MachineRequest.Boot request, long ramBytes)
      throws BackplaneException {
    return new BootPlan(request, ramBytes);
  }

  /** Where the device tree lies. */
  public long deviceTreeAddress() {
    return treeAddress;
  }

  /**
   * Writes everything into memory, with a fresh seed. No hart runs meanwhile.
   *
   * @param memory with the RAM that the plan was made for
   * @param inventory what the guest is told
   */
  public void load(GuestMemory memory, MemorySegment rom, Inventory inventory) {
    try {
      for (Piece piece : pieces) {
        piece.writeTo(memory);
      }
      ByteBuffer tree = givenTree.orElseGet(() -> generate(inventory));
      Piece.whole("device tree", treeAddress, tree).writeTo(memory);
    } catch (GuestMemoryException e) {
      throw new IllegalStateException("the machine's RAM is not what it was built with", e);
    }
    long idle = MemoryMap.BOOT_ROM.address() + ResetCode.IDLE;
    ResetCode.write(
        rom,
        firmware.or(() -> kernel).map(Program::entry).orElse(idle),
        treeAddress,
        firmware.isPresent() ? kernel.map(Program::entry).orElse(0L) : 0);
  }

  private ByteBuffer generate(Inventory inventory) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    byte[] tree =
        new BoardTree(
                inventory,
                request.commandLine(),
                initrd.map(piece -> new Range(piece.address(), piece.sizeBytes())))
            .flatten(seed);
    return ByteBuffer.wrap(tree);
  }

  /** Without firmware, a program starts in machine mode or, so far, not at all. */
  private void checkMode() throws InvalidRequestException {
    if (firmware.isPresent() || kernel.isEmpty()) {
      return;
    }
    boolean machineMode =
        switch (kernel.get().form()) {
          case ELF_WITH_TOHOST -> true;
          case ELF -> request.firmware().isPresent();
          case IMAGE, RAW -> false;
        };
    if (!machineMode) {
      throw new InvalidRequestException(
          kernel.get().file().path().toString(),
          "this kernel starts in supervisor mode, and the CPU has machine mode only: it lacks"
              + " supervisor mode, Sv39 and the SBI calls",
          "give an ELF program for machine mode with -bios none, or a firmware with -bios FILE");
    }
  }

  private Piece readInitrd() throws BackplaneException {
    if (kernel.isEmpty()) {
      throw new InvalidRequestException("-initrd", "there is no kernel to use it", "give -kernel");
    }
    var file = BootFile.read(request.initrd().orElseThrow(), ramBytes);
    long offset = Math.min(ramBytes / 2, INITRD_OFFSET_LIMIT);
    long address = (kernel.get().start() + offset) & -4096L;
    return Piece.whole("initrd " + file.path(), address, file.data());
  }

  private ByteBuffer readTree() throws BackplaneException {
    var file = BootFile.read(request.deviceTree().orElseThrow(), ramBytes);
    var header = file.data().order(ByteOrder.BIG_ENDIAN);
    if (header.capacity() < FlattenedTree.HEADER_BYTES || header.getInt(0) != FlattenedTree.MAGIC) {
      throw file.refused("not a device tree blob: it does not start with d0 0d fe ed");
    }
    int total = header.getInt(4);
    if (total < FlattenedTree.HEADER_BYTES || total > header.capacity()) {
      throw file.refused(
          "a device tree blob of %s bytes in a file of %d"
              .formatted(Integer.toUnsignedString(total), header.capacity()));
    }
    if (initrd.isPresent() || !request.commandLine().isEmpty()) {
      throw new InvalidRequestException(
          "-dtb " + file.path(),
          "a given device tree is used as it is, without -append and -initrd",
          "put both into its /chosen node");
    }
    return header;
  }

  /** The last aligned place below the end of the RAM that holds the tree. */
  private Piece treeRoom() throws InvalidRequestException {
    ByteBuffer tree =
        givenTree.orElseGet(
            () -> ByteBuffer.allocate(TREE_ROOM + request.commandLine().length() * 4));
    long end = MemoryMap.RAM_ADDRESS + ramBytes;
    var room = Piece.whole("device tree", (end - tree.remaining()) & -ALIGNMENT, tree);
    if (!room.within(ramBytes)) {
      throw tooSmall("a device tree of up to %d bytes".formatted(tree.remaining()));
    }
    return room;
  }

  private void place(Piece treeRoom) throws InvalidRequestException {
    firmware.ifPresent(program -> pieces.addAll(program.pieces()));
    kernel.ifPresent(program -> pieces.addAll(program.pieces()));
    initrd.ifPresent(pieces::add);
    var all = new ArrayList<>(pieces);
    all.add(treeRoom);
    all.sort(Comparator.comparingLong(Piece::address));
    for (int i = 0; i < all.size(); i++) {
      if (!all.get(i).within(ramBytes)) {
        throw tooSmall(all.get(i).toString());
      }
      if (i > 0 && all.get(i - 1).overlaps(all.get(i))) {
        throw tooSmall(all.get(i - 1) + " and " + all.get(i));
      }
    }
  }

  private InvalidRequestException tooSmall(String what) {
    return new InvalidRequestException(
        "machine 'virt'",
        "no room for %s in a RAM of %d bytes".formatted(what, ramBytes),
        "give more RAM with -m");
  }

  private static boolean isNone(Path path) {
    return path.toString().equals("none");
  }
}
