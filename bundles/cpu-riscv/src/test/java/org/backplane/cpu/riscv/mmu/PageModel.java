package org.backplane.cpu.riscv.mmu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.backplane.cpu.riscv.TestBoard;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.trap.Access;

/**
 * Loads, stores and fetches step by step as the standard lists them (RISC-V privileged, 12.3.2),
 * without any memory of what was translated before. It knows the map of a {@link TestBoard} and
 * works on a copy of its RAM.
 */
final class PageModel {

  private static final int BYTES = (int) (TestBoard.RAM_BYTES + TestBoard.SECOND_BYTES);

  /** In what state of the hart an access is made. */
  record Mode(long satp, Privilege privilege, boolean sum, boolean mxr, boolean adue) {}

  /** The access does not complete. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    Fault(String kind, Access access, long address) {
      super(access + "_" + kind + " 0x" + Long.toHexString(address), null, false, false);
    }
  }

  private final ByteBuffer ram = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

  PageModel(TestBoard board) {
    ram.put(board.ram.asByteBuffer()).put(board.second.asByteBuffer()).clear();
  }

  boolean equalsMemoryOf(TestBoard board) {
    int split = (int) TestBoard.RAM_BYTES;
    return ram.slice(0, split).equals(board.ram.asByteBuffer())
        && ram.slice(split, BYTES - split).equals(board.second.asByteBuffer());
  }

  void word(long address, long value) {
    ram.putLong(index(address), value);
  }

  private static boolean isRam(long address) {
    return address >= TestBoard.RAM && address < TestBoard.SECOND + TestBoard.SECOND_BYTES;
  }

  private static boolean isRom(long address) {
    return address >= TestBoard.ROM && address < TestBoard.ROM + TestBoard.ROM_BYTES;
  }

  private static int index(long address) {
    return Math.toIntExact(address - TestBoard.RAM);
  }

  /** The outcome as {@link Rig} tells it. */
  String access(Mode mode, Access access, long address, int width, long value) {
    try {
      return switch (access) {
        case FETCH -> Long.toHexString(translate(mode, access, address));
        case LOAD -> load(mode, address, width);
        case STORE -> store(mode, address, width, value);
      };
    } catch (Fault fault) {
      return fault.getMessage();
    }
  }

  private String load(Mode mode, long address, int width) throws Fault {
    long[] places = places(mode, Access.LOAD, address, width);
    if (isDevice(places)) {
      if (address % width != 0 || !answers(places[0])) {
        throw new Fault("ACCESS", Access.LOAD, address);
      }
      return Long.toHexString(0xfedc_ba98_7654_3210L >>> (64 - 8 * width));
    }
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | (isRom(places[i]) ? 0 : ram.get(index(places[i])) & 0xff);
    }
    return Long.toHexString(value);
  }

  private String store(Mode mode, long address, int width, long value) throws Fault {
    long[] places = places(mode, Access.STORE, address, width);
    if (isDevice(places)) {
      if (address % width != 0 || !answers(places[0])) {
        throw new Fault("ACCESS", Access.STORE, address);
      }
      return Rig.DONE;
    }
    for (int i = 0; i < width; i++) {
      ram.put(index(places[i]), (byte) (value >>> 8 * i));
    }
    return Rig.DONE;
  }

  private static boolean answers(long place) {
    return place >= TestBoard.DEVICE && place < TestBoard.DEVICE + 0x100;
  }

  /** Whether an access within a page meets neither RAM nor ROM anywhere. */
  private static boolean isDevice(long[] places) {
    for (long place : places) {
      if (isRam(place) || isRom(place)) {
        return false;
      }
    }
    return true;
  }

  /** The physical address of each byte; only a device's register may be no memory. */
  private long[] places(Mode mode, Access access, long address, int width) throws Fault {
    int before = (int) Math.min(width, 4096 - (address & 4095));
    long[] places = new long[width];
    part(mode, access, address, 0, before, places);
    if (before < width) {
      part(mode, access, address, before, width, places);
    }
    return places;
  }

  private void part(Mode mode, Access access, long address, int from, int to, long[] places)
      throws Fault {
    long start = translate(mode, access, address + from);
    boolean memory = false;
    for (int i = from; i < to; i++) {
      places[i] = start + (i - from);
      memory |= isRam(places[i]) || isRom(places[i]);
    }
    boolean whole = to - from == places.length;
    for (int i = from; i < to; i++) {
      boolean fits = isRam(places[i]) || (access == Access.LOAD && isRom(places[i]));
      if (!fits && (memory || !whole)) {
        throw new Fault("ACCESS", access, address + (whole ? i : from));
      }
    }
  }

  private long translate(Mode mode, Access access, long address) throws Fault {
    int levels = levels(mode);
    if (levels == 0) {
      return address;
    }
    long sign = address >> (12 + 9 * levels - 1);
    if (sign != 0 && sign != -1) {
      throw new Fault("PAGE", access, address);
    }
    long table = (mode.satp() & 0xfff_ffff_ffffL) * 4096;
    int level = levels - 1;
    while (true) {
      long place = table + 8 * (address >>> (12 + 9 * level) & 511);
      if (!isRam(place)) {
        throw new Fault("ACCESS", access, address);
      }
      long entry = ram.getLong(index(place));
      boolean valid = bit(entry, 0) && (bit(entry, 1) || !bit(entry, 2)) && entry >>> 54 == 0;
      if (!valid) {
        throw new Fault("PAGE", access, address);
      }
      if (bit(entry, 1) || bit(entry, 3)) {
        return leaf(mode, access, address, place, level);
      }
      boolean reserved = bit(entry, 4) || bit(entry, 6) || bit(entry, 7);
      if (reserved || level == 0) {
        throw new Fault("PAGE", access, address);
      }
      table = (entry >>> 10) * 4096;
      level--;
    }
  }

  private static int levels(Mode mode) {
    if (mode.privilege() == Privilege.MACHINE) {
      return 0;
    }
    return switch ((int) (mode.satp() >>> 60)) {
      case 0 -> 0;
      case 8 -> 3;
      default -> 4;
    };
  }

  private long leaf(Mode mode, Access access, long address, long place, int level) throws Fault {
    long entry = ram.getLong(index(place));
    long page = (entry >>> 10) * 4096;
    long size = 4096L << 9 * level;
    boolean user = mode.privilege() == Privilege.USER;
    boolean forSupervisor = !bit(entry, 4) || (mode.sum() && access != Access.FETCH);
    boolean reached = user ? bit(entry, 4) : forSupervisor;
    boolean granted =
        switch (access) {
          case LOAD -> bit(entry, 1) || (mode.mxr() && bit(entry, 3));
          case STORE -> bit(entry, 2);
          case FETCH -> bit(entry, 3);
        };
    boolean marked = bit(entry, 6) && (access != Access.STORE || bit(entry, 7));
    if (!reached || !granted || page % size != 0 || (!marked && !mode.adue())) {
      throw new Fault("PAGE", access, address);
    }
    ram.putLong(index(place), entry | 1 << 6 | (access == Access.STORE ? 1 << 7 : 0));
    return page + (address & size - 1);
  }

  private static boolean bit(long value, int number) {
    return (value >>> number & 1) == 1;
  }
}
