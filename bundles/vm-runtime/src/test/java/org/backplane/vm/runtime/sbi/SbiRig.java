package org.backplane.vm.runtime.sbi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;
import org.backplane.vm.runtime.board.Console;
import org.backplane.vm.runtime.board.HartLines;
import org.backplane.vm.runtime.board.PowerDevice;
import org.backplane.vm.runtime.board.SpyHart;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.trace.SupervisorTrace;

/** The interface over things that note what it does to them. */
final class SbiRig {

  static final long RAM = 0x8000_0000L;
  static final int RAM_BYTES = 0x1000;
  static final long ROM = 0x1000;

  /** What was done, in order. */
  final List<String> log = new ArrayList<>();

  final MemorySegment ram = Arena.ofAuto().allocate(RAM_BYTES, 8);
  final StringBuilder output = new StringBuilder();
  final Deque<Integer> input = new ArrayDeque<>();

  /** How many bytes the console has room for. */
  int room = Integer.MAX_VALUE;

  final SupervisorTrace trace = new SupervisorTrace();
  private final SupervisorBinary binary;

  SbiRig(int harts) {
    binary =
        new MachineBinary(
            new Services(
                IntStream.range(0, harts).mapToObj(this::lines).toList(),
                (hart, ticks) -> log.add("timer " + hart + ": " + Long.toUnsignedString(ticks)),
                new GuestMemory(
                    List.of(
                        new RamBlock(RAM, ram, true),
                        new RamBlock(ROM, MemorySegment.ofArray(new byte[16]), false))),
                console(),
                power()),
            trace);
    log.clear();
  }

  /** A call of hart 0. */
  Result call(long extension, long function, long... arguments) {
    long[] a = new long[5];
    System.arraycopy(arguments, 0, a, 0, arguments.length);
    return binary.call(new Call(0, extension, function, a[0], a[1], a[2], a[3], a[4]));
  }

  private HartLines lines(int number) {
    var lines = new HartLines();
    lines.connect(new SpyHart(number, log));
    return lines;
  }

  private Console console() {
    return new Console() {
      @Override
      public boolean put(byte octet) {
        if (room == 0) {
          return false;
        }
        room--;
        output.append((char) octet);
        return true;
      }

      @Override
      public int take() {
        return input.isEmpty() ? -1 : input.pop();
      }
    };
  }

  private PowerDevice.Switch power() {
    return new PowerDevice.Switch() {
      @Override
      public void powerOff() {
        log.add("off");
      }

      @Override
      public void reset(int statusIfLast) {
        log.add("reset " + statusIfLast);
      }

      @Override
      public void fail(int status) {
        log.add("fail " + status);
      }
    };
  }
}
