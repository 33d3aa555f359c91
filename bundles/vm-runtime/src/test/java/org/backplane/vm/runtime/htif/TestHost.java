package org.backplane.vm.runtime.htif;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.backplane.api.cpu.RamBlock;
import org.backplane.vm.runtime.board.Console;
import org.backplane.vm.runtime.board.PowerDevice;
import org.backplane.vm.runtime.boot.HostSymbols;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/** A guest's memory with the interface over it, and what came out of that. */
final class TestHost implements Console, PowerDevice.Switch {

  static final long BASE = 0x8000_0000L;
  static final int RAM = 256 * 1024;
  static final long TOHOST = BASE + 0x1000;
  static final long FROMHOST = BASE + 0x1040;
  static final long BLOCK = BASE + 0x2000;
  static final HostSymbols SYMBOLS =
      new HostSymbols(TOHOST, OptionalLong.of(FROMHOST), Optional.empty());

  final GuestMemory memory =
      new GuestMemory(List.of(new RamBlock(BASE, Arena.ofAuto().allocate(RAM, 4096), true)));
  final BlockingQueue<String> power = new LinkedBlockingQueue<>();
  final Htif htif;
  int room = Integer.MAX_VALUE;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  TestHost() {
    this(SYMBOLS, Optional.empty());
  }

  TestHost(HostSymbols symbols, Optional<SignatureFile> signature) {
    htif = new Htif(symbols, memory, this, this, signature);
  }

  void says(long word) throws GuestMemoryException {
    memory.setU64(TOHOST, word);
  }

  /** Leaves a block of parameters and refers to it. */
  void calls(long... parameters) throws GuestMemoryException {
    for (int i = 0; i < parameters.length; i++) {
      memory.setU64(BLOCK + 8L * i, parameters[i]);
    }
    says(BLOCK);
  }

  long tohost() throws GuestMemoryException {
    return memory.u64(TOHOST);
  }

  long fromhost() throws GuestMemoryException {
    return memory.u64(FROMHOST);
  }

  /** The answer to a call. */
  long answer() throws GuestMemoryException {
    return memory.u64(BLOCK);
  }

  String printed() {
    return printed.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public boolean put(byte octet) {
    if (room == 0) {
      return false;
    }
    room--;
    printed.write(octet);
    return true;
  }

  @Override
  public int take() {
    return -1;
  }

  @Override
  public void powerOff() {
    power.add("off");
  }

  @Override
  public void reset(int statusIfLast) {
    power.add("reset " + statusIfLast);
  }

  @Override
  public void fail(int status) {
    power.add("fail " + status);
  }
}
