package org.backplane.monitor.fake;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.backplane.api.cpu.HartState;
import org.backplane.api.machine.Debugger;

/** A hart with nothing in it but its number, and 16 bytes of memory at 0x1000. */
public final class FakeDebugger implements Debugger {

  private static final long BASE = 0x1000;
  private static final byte[] MEMORY = {
    (byte) 0x97, 2, 0, 0, 'a', '\n', '\'', 'z', -1, -1, -1, -1, -1, -1, -1, -1
  };

  @Override
  public HartState read(int hart) {
    return new HartState(
        hart,
        1,
        0x8020_0000L,
        Collections.nCopies(32, 0L),
        Collections.nCopies(32, 7L),
        Map.of(0x300, 0xa_0000_0000L, 0x344, 0x80L, 0x144, 2L, 0x180, 0x8000_0000_0008_0000L),
        0,
        false);
  }

  @Override
  public int load(int hart, long address, byte[] into) {
    return loadPhysical(address - 0x8000_0000L, into);
  }

  @Override
  public int loadPhysical(long address, byte[] into) {
    if (address < BASE || address >= BASE + MEMORY.length) {
      return 0;
    }
    int from = (int) (address - BASE);
    int length = Math.min(into.length, MEMORY.length - from);
    System.arraycopy(MEMORY, from, into, 0, length);
    return length;
  }

  @Override
  public int store(int hart, long address, byte[] from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void write(HartState state) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void breakpoints(Set<Long> addresses) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void step(int hart) {
    throw new UnsupportedOperationException();
  }
}
