package org.backplane.vm.runtime.trace;

import static org.backplane.api.trace.TraceField.hex;
import static org.backplane.api.trace.TraceField.text;
import static org.backplane.api.trace.TraceField.truth;
import static org.backplane.api.trace.TraceField.unsigned;

import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The devices that the board brings along, one of each. Names with {@code riscv} are our own. */
@Component(service = {TraceGroup.class, BoardTrace.class})
public final class BoardTrace extends TraceArea {

  private static final String DEVICE = "device";
  private static final String HART = "hart";
  private static final String CONTEXT = "context";
  private static final String SOURCE = "source";

  /** The guest reads a register of the serial port. */
  public final TracePoint serialRead =
      point("serial_read", text(DEVICE), hex("addr"), hex("value"));

  /** The guest writes a register of the serial port. */
  public final TracePoint serialWrite =
      point("serial_write", text(DEVICE), hex("addr"), hex("value"));

  /** The guest reads a register of the clock. */
  public final TracePoint rtcRead =
      point("goldfish_rtc_read", text(DEVICE), hex("offset"), hex("value"));

  /** The guest writes a register of the clock. */
  public final TracePoint rtcWrite =
      point("goldfish_rtc_write", text(DEVICE), hex("offset"), hex("value"));

  /** The line of an interrupt source goes up or down. */
  public final TracePoint interruptSource =
      point("riscv_plic_source", unsigned(SOURCE), truth("level"));

  /** A hart claims an interrupt; source 0 is none. */
  public final TracePoint interruptClaim =
      point("riscv_plic_claim", unsigned(CONTEXT), unsigned(SOURCE));

  /** A hart has served an interrupt. */
  public final TracePoint interruptComplete =
      point("riscv_plic_complete", unsigned(CONTEXT), unsigned(SOURCE));

  /** A hart's timer of a mode is set to ticks of the board's clock; all ones is never. */
  public final TracePoint timerSet =
      point("riscv_timer_set", unsigned(HART), text("mode"), hex("ticks"));

  /** A hart's machine software interrupt is set or cleared. */
  public final TracePoint softwareInterrupt =
      point("riscv_clint_software", unsigned(HART), truth("level"));

  @Activate
  public BoardTrace() {}
}
