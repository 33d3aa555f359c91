package org.backplane.api.cpu;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * A hart's whole architectural state, apart from the code that executes it: it survives the
 * exchange of its provider. The deadline of the supervisor's timer is kept by the platform instead,
 * see {@link PhysicalBus#supervisorTimer}: taking up a state does not set it.
 *
 * @param hartId the hart's number
 * @param privilege 0 user, 1 supervisor, 3 machine
 * @param pc address of the next instruction
 * @param x integer registers, 32 of them; the first is zero
 * @param f floating-point registers, 32 of them
 * @param csrs control and status registers that the hart keeps, by number (0 to 4095)
 * @param instructionsRetired how many instructions it has executed
 * @param waiting whether it waits for an interrupt
 */
public record HartState(
    int hartId,
    int privilege,
    long pc,
    List<Long> x,
    List<Long> f,
    Map<Integer, Long> csrs,
    long instructionsRetired,
    boolean waiting) {

  private static final int REGISTERS = 32;

  public HartState {
    x = List.copyOf(x);
    f = List.copyOf(f);
    csrs = Map.copyOf(csrs);
    if (x.size() != REGISTERS || f.size() != REGISTERS || x.getFirst() != 0) {
      throw new IllegalArgumentException("a hart has 32 integer registers, x0 = 0, and 32 others");
    }
  }

  /**
   * A hart as a kernel meets it that firmware has prepared: supervisor mode, the hart's number in
   * a0.
   *
   * @param a1 second boot argument, the address of the device tree
   * @param csrs what firmware has set up
   */
  public static HartState inSupervisor(int hartId, long pc, long a1, Map<Integer, Long> csrs) {
    HartState reset = atReset(hartId, pc, a1, 0);
    return new HartState(hartId, 1, pc, reset.x(), reset.f(), csrs, 0, false);
  }

  /**
   * A hart as firmware meets it: machine mode, the hart's number in a0.
   *
   * @param a1 second boot argument, the address of the device tree
   * @param a2 third boot argument, for firmware that takes one
   */
  public static HartState atReset(int hartId, long pc, long a1, long a2) {
    List<Long> x =
        LongStream.range(0, REGISTERS)
            .map(
                n ->
                    switch ((int) n) {
                      case 10 -> hartId;
                      case 11 -> a1;
                      case 12 -> a2;
                      default -> 0;
                    })
            .boxed()
            .toList();
    return new HartState(hartId, 3, pc, x, Collections.nCopies(REGISTERS, 0L), Map.of(), 0, false);
  }
}
