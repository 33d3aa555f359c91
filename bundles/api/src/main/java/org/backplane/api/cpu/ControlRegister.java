package org.backplane.api.cpu;

import java.util.HashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Control and status registers that people look at, as a program on the hart would read them. Some
 * are views: they are not in {@link HartState#csrs} but follow from those that are.
 */
public enum ControlRegister {
  FFLAGS(0x001),
  FRM(0x002),
  FCSR(0x003),
  SSTATUS(0x100),
  SIE(0x104),
  STVEC(0x105),
  SCOUNTEREN(0x106),
  SENVCFG(0x10a),
  SSCRATCH(0x140),
  SEPC(0x141),
  SCAUSE(0x142),
  STVAL(0x143),
  SIP(0x144),
  STIMECMP(0x14d),
  SATP(0x180),
  MSTATUS(0x300),
  MEDELEG(0x302),
  MIDELEG(0x303),
  MIE(0x304),
  MTVEC(0x305),
  MCOUNTEREN(0x306),
  MENVCFG(0x30a),
  MCOUNTINHIBIT(0x320),
  MSCRATCH(0x340),
  MEPC(0x341),
  MCAUSE(0x342),
  MTVAL(0x343),
  MIP(0x344),
  MHARTID(0xf14);

  private static final long FLAGS = 0x1f;
  private static final int ROUNDING_SHIFT = 5;
  private static final long ROUNDING = 7;

  /**
   * The fields of {@code mstatus} that supervisor mode sees: SD, UXL, MXR, SUM, FS, SPP, SPIE, SIE.
   */
  private static final long SUPERVISOR_STATUS = 0x8000_0003_000c_6122L;

  private final int number;

  ControlRegister(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** What the standard calls it, such as {@code mstatus}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its value; empty when the hart has no such register. */
  public OptionalLong read(HartState hart) {
    return switch (this) {
      case FFLAGS -> masked(FCSR.kept(hart), FLAGS);
      case FRM -> masked(shifted(FCSR.kept(hart)), ROUNDING);
      case SSTATUS -> masked(MSTATUS.kept(hart), SUPERVISOR_STATUS);
      case SIE -> masked(MIE.kept(hart), MIDELEG.kept(hart).orElse(0));
      case MIP -> pending(hart);
      case SIP -> masked(pending(hart), MIDELEG.kept(hart).orElse(0));
      case MHARTID -> OptionalLong.of(hart.hartId());
      default -> kept(hart);
    };
  }

  /** The hart with another value in it; empty when it cannot be written from outside. */
  public Optional<HartState> write(HartState hart, long value) {
    return switch (this) {
      case FFLAGS -> FCSR.merged(hart, FLAGS, value);
      case FRM -> FCSR.merged(hart, ROUNDING << ROUNDING_SHIFT, value << ROUNDING_SHIFT);
      case SSTATUS -> MSTATUS.merged(hart, SUPERVISOR_STATUS, value);
      case SIE -> MIE.merged(hart, MIDELEG.kept(hart).orElse(0), value);
      case MIP, SIP, MHARTID -> Optional.empty();
      default -> merged(hart, ~0L, value);
    };
  }

  private OptionalLong kept(HartState hart) {
    Long value = hart.csrs().get(number);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** The state keeps the lines and what software has written apart. */
  private static OptionalLong pending(HartState hart) {
    OptionalLong lines = MIP.kept(hart);
    return lines.isEmpty() ? lines : OptionalLong.of(lines.getAsLong() | SIP.kept(hart).orElse(0));
  }

  private static OptionalLong masked(OptionalLong value, long mask) {
    return value.isEmpty() ? value : OptionalLong.of(value.getAsLong() & mask);
  }

  private static OptionalLong shifted(OptionalLong value) {
    return value.isEmpty() ? value : OptionalLong.of(value.getAsLong() >>> ROUNDING_SHIFT);
  }

  private Optional<HartState> merged(HartState hart, long mask, long value) {
    OptionalLong before = kept(hart);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    var csrs = new HashMap<>(hart.csrs());
    csrs.put(number, (before.getAsLong() & ~mask) | (value & mask));
    return Optional.of(
        new HartState(
            hart.hartId(),
            hart.privilege(),
            hart.pc(),
            hart.x(),
            hart.f(),
            csrs,
            hart.instructionsRetired(),
            hart.waiting()));
  }
}
