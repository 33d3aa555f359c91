package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The interrupt to take, against a model that follows the text (RISC-V privileged, 3.1.9). */
class InterruptModelTest {

  /** Highest first. */
  private static final int[] PRIORITY = {11, 3, 7, 9, 1, 5};

  private static final int ALL = 0xaaa;

  private static int model(Privilege mode, int mip, int mie, int mideleg, boolean m, boolean s) {
    List<Integer> forMachine = new ArrayList<>();
    List<Integer> forSupervisor = new ArrayList<>();
    for (int number : PRIORITY) {
      boolean ready = (mip >> number & 1) == 1 && (mie >> number & 1) == 1;
      boolean delegated = (mideleg >> number & 1) == 1;
      boolean trapsToMachine = mode != Privilege.MACHINE || m;
      boolean trapsToSupervisor = mode == Privilege.USER || (mode == Privilege.SUPERVISOR && s);
      if (ready && !delegated && trapsToMachine) {
        forMachine.add(number);
      } else if (ready && delegated && trapsToSupervisor) {
        forSupervisor.add(number);
      }
    }
    forMachine.addAll(forSupervisor); // those for the higher mode go first
    return forMachine.isEmpty() ? -1 : forMachine.getFirst();
  }

  @Property(tries = 2000)
  void takesWhatTheModelTakes(
      @ForAll Privilege mode,
      @ForAll @IntRange(max = 0xfff) int lines,
      @ForAll @IntRange(max = 0xfff) int written,
      @ForAll @IntRange(max = 0xfff) int mie,
      @ForAll @IntRange(max = 0xfff) int mideleg,
      @ForAll boolean m,
      @ForAll boolean s) {
    var csrs = new TestCsrs();
    csrs.write(TestCsrs.MIE, mie).write(TestCsrs.MIDELEG, mideleg);
    csrs.write(TestCsrs.MSTATUS, (m ? 8 : 0) | (s ? 2 : 0));
    csrs.write(TestCsrs.MIP, written); // lowers the line of SSIP
    csrs.lines = lines;
    int mip = (lines & ALL) | (written & 0x222);
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(mip);
    assertThat(csrs.read(TestCsrs.SIP)).isEqualTo(mip & mideleg & 0x222);
    assertThat(csrs.file().dueInterrupt(mode))
        .isEqualTo(model(mode, mip, mie & ALL, mideleg & 0x222, m, s));
    assertThat(csrs.file().isInterruptPending()).isEqualTo((mip & mie) != 0);
  }

  /** With everything pending, enabled and open, one after the other is taken away. */
  @Test
  void prioritiesStandAsInTheText() {
    var csrs = new TestCsrs();
    csrs.write(TestCsrs.MIE, ~0L).write(TestCsrs.MSTATUS, 8);
    csrs.lines = ALL;
    for (int number : PRIORITY) {
      assertThat(csrs.file().dueInterrupt(Privilege.MACHINE)).isEqualTo(number);
      csrs.lines &= ~(1L << number);
    }
    assertThat(csrs.file().dueInterrupt(Privilege.MACHINE)).isEqualTo(Interrupts.NONE);
  }

  /** A delegated interrupt of high number waits behind one that machine mode keeps. */
  @Test
  void higherModeGoesBeforeHigherPriority() {
    var csrs = new TestCsrs();
    csrs.write(TestCsrs.MIE, ~0L).write(TestCsrs.MIDELEG, 1 << 9);
    csrs.lines = 1 << 9 | 1 << 5;
    assertThat(csrs.file().dueInterrupt(Privilege.USER)).isEqualTo(5);
    csrs.lines = 1 << 9;
    assertThat(csrs.file().dueInterrupt(Privilege.USER)).isEqualTo(9);
    assertThat(csrs.file().dueInterrupt(Privilege.SUPERVISOR)).isEqualTo(Interrupts.NONE);
  }
}
