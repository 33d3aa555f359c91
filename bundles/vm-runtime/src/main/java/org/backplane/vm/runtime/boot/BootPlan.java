package org.backplane.vm.runtime.boot;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.HartState;
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
  private static final long PAGE = 4096;
  private static final int SEED_BYTES = 32;
  // Room for the generated tree, however many NUMA nodes and memory devices it will name.
  private static final int TREE_ROOM = 512 * 1024;

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
    checkCompany();
    givenTree = request.deviceTree().isPresent() ? Optional.of(readTree()) : Optional.empty();
    Piece treeRoom = treeRoom();
    treeAddress = treeRoom.address();
    initrd = request.initrd().isPresent() ? Optional.of(readInitrd()) : Optional.empty();
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

  /** The files that were read, by what they are, such as {@code kernel}. */
  public Map<String, Path> files() {
    var files = new LinkedHashMap<String, Path>();
    request.firmware().filter(path -> !isNone(path)).ifPresent(path -> files.put("bios", path));
    request.kernel().ifPresent(path -> files.put("kernel", path));
    request.deviceTree().ifPresent(path -> files.put("dtb", path));
    request.initrd().ifPresent(path -> files.put("initrd", path));
    return files;
  }

  /** Where the device tree lies. */
  public long deviceTreeAddress() {
    return treeAddress;
  }

  /** Whether the machine answers the guest's calls in the place of firmware. */
  public boolean servesSupervisor() {
    return firmware.isEmpty() && kernel.filter(program -> !ownsMachineMode(program)).isPresent();
  }

  /** What the guest talks to its host through, if it is a test program. */
  public Optional<HostSymbols> hostSymbols() throws InvalidRequestException {
    Optional<Program> talking =
        Stream.of(kernel, firmware)
            .flatMap(Optional::stream)
            .filter(program -> program.symbols().containsKey(ElfFile.TOHOST))
            .findFirst();
    return talking.isPresent() ? Optional.of(talking.get().hostSymbols()) : Optional.empty();
  }

  /**
   * The state of hart 0 when the machine is switched on.
   *
   * @param isa the instruction set of the CPU
   */
  public HartState start(String isa) {
    return servesSupervisor()
        ? HartState.inSupervisor(
            0, kernel.orElseThrow().entry(), treeAddress, FirmwareWork.registers(IsaString.of(isa)))
        : HartState.atReset(0, MemoryMap.BOOT_ROM.address(), treeAddress, 0);
  }

  /**
   * The device tree, given or generated with a fresh seed.
   *
   * @param inventory what the guest is told
   */
  public byte[] deviceTree(Inventory inventory) {
    ByteBuffer tree = tree(inventory);
    byte[] bytes = new byte[tree.remaining()];
    tree.get(bytes);
    return bytes;
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
      Piece.whole("device tree", treeAddress, tree(inventory)).writeTo(memory);
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

  private ByteBuffer tree(Inventory inventory) {
    return givenTree.map(ByteBuffer::duplicate).orElseGet(() -> generate(inventory));
  }

  private ByteBuffer generate(Inventory inventory) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    byte[] tree =
        new BoardTree(
                inventory,
                request.commandLine(),
                initrd.map(piece -> new Range(piece.address(), piece.sizeBytes())),
                servesSupervisor() ? BoardTree.Mode.SUPERVISOR : BoardTree.Mode.MACHINE)
            .flatten(seed);
    return ByteBuffer.wrap(tree);
  }

  /** What goes with a kernel would be lost without one. */
  private void checkCompany() throws InvalidRequestException {
    refuseAlone("-initrd", request.initrd().isPresent());
    refuseAlone("-append", !request.commandLine().isEmpty());
  }

  private void refuseAlone(String option, boolean given) throws InvalidRequestException {
    if (given && kernel.isEmpty()) {
      throw new InvalidRequestException(
          option, "there is no kernel that could use it", "give -kernel");
    }
  }

  /** Whether a kernel without firmware starts in machine mode. */
  private boolean ownsMachineMode(Program program) {
    return switch (program.form()) {
      case ELF_WITH_TOHOST -> true;
      case ELF -> request.firmware().isPresent(); // the word none, as there is no firmware
      case IMAGE, RAW -> false;
    };
  }

  /** Well above the kernel, which needs room to grow; right behind it where that is too far. */
  private Piece readInitrd() throws BackplaneException {
    var file = BootFile.read(request.initrd().orElseThrow(), ramBytes);
    Program above = kernel.orElseThrow();
    long offset = Math.min(ramBytes / 2, INITRD_OFFSET_LIMIT);
    var far = initrd(file, (above.start() + offset) & -PAGE);
    return far.address() >= above.end() && far.end() <= treeAddress
        ? far
        : initrd(file, (above.end() + PAGE - 1) & -PAGE);
  }

  private static Piece initrd(BootFile file, long address) {
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
    if (request.initrd().isPresent() || !request.commandLine().isEmpty()) {
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
        throw overlap(all.get(i - 1), all.get(i), treeRoom);
      }
    }
  }

  /** Files that say themselves where they belong are not moved, and more RAM does not help them. */
  private InvalidRequestException overlap(Piece first, Piece second, Piece treeRoom) {
    boolean movable =
        second.equals(treeRoom)
            || initrd.filter(piece -> piece.equals(first) || piece.equals(second)).isPresent();
    return movable
        ? tooSmall(first + " and " + second)
        : new InvalidRequestException(
            "machine 'virt'",
            "%s overlaps %s".formatted(first, second),
            "give a kernel that belongs elsewhere than the firmware");
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
