package org.backplane.vm.runtime;

import java.util.Set;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.vm.runtime.bus.DirectMemory;

/** Access to the hart in a socket. */
final class HartAccess implements GuestAccess {

  private static final int PAGE = 4096;

  private final CpuSocket cpu;
  private final DirectMemory memory;
  private final Motion motion;
  private final String name;

  /**
   * @param name the hart's, in messages
   * @param memory as the hart sees it
   */
  HartAccess(String name, CpuSocket cpu, DirectMemory memory, Motion motion) {
    this.name = name;
    this.cpu = cpu;
    this.memory = memory;
    this.motion = motion;
  }

  /** Moves bytes between an array and memory at a physical address. */
  @FunctionalInterface
  private interface Transfer {
    int move(long address, byte[] host, int offset, int length);
  }

  @Override
  public HartState state() throws BackplaneException {
    return motion.still(() -> cpu.state().orElseThrow(this::inactive));
  }

  @Override
  public void state(HartState next) throws BackplaneException {
    motion.still(
        () -> {
          try {
            cpu.state(next);
            return next;
          } catch (IllegalStateException _) {
            throw inactive();
          } catch (RuntimeException e) {
            throw new InvalidRequestException(
                name, "the CPU does not take this state: " + e.getMessage(), "");
          } catch (LinkageError e) {
            throw new BackendFailedException(name, "the CPU's code is broken", e);
          }
        });
  }

  @Override
  public int load(long address, byte[] into) throws BackplaneException {
    return motion.still(() -> pages(hart(), address, into, memory::read));
  }

  @Override
  public int store(long address, byte[] from) throws BackplaneException {
    return motion.still(
        () -> {
          Hart hart = hart();
          int written = pages(hart, address, from, memory::write);
          hart.flush();
          return written;
        });
  }

  @Override
  public int loadPhysical(long address, byte[] into) {
    return memory.read(address, into, 0, into.length);
  }

  @Override
  public void breakpoints(Set<Long> addresses) throws BackplaneException {
    motion.still(
        () -> {
          cpu.breakpoints(addresses);
          return addresses;
        });
  }

  @Override
  public void step() throws BackplaneException {
    hart();
    if (!motion.withDevices(cpu::step)) {
      throw new BackendFailedException(
          name, "the CPU failed in a step", new IllegalStateException(cpu.status()));
    }
  }

  /** Page by page, because each may lie elsewhere, as far as they can be reached. */
  private static int pages(Hart hart, long address, byte[] host, Transfer transfer) {
    int done = 0;
    while (done < host.length) {
      long virtual = address + done;
      int length = Math.min(host.length - done, PAGE - (int) (virtual & (PAGE - 1)));
      var physical = hart.translate(virtual);
      int moved =
          physical.isPresent() ? transfer.move(physical.getAsLong(), host, done, length) : 0;
      done += moved;
      if (moved < length) {
        break;
      }
    }
    return done;
  }

  private Hart hart() throws NotActiveException {
    return cpu.hart().orElseThrow(this::inactive);
  }

  private NotActiveException inactive() {
    return new NotActiveException(name, "it cannot be looked into: " + cpu.status(), "");
  }
}
