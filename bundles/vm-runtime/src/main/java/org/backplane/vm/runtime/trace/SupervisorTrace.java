package org.backplane.vm.runtime.trace;

import static org.backplane.api.trace.TraceField.hex;
import static org.backplane.api.trace.TraceField.signed;
import static org.backplane.api.trace.TraceField.unsigned;

import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Calls from supervisor mode that the machine answers in the place of firmware. */
@Component(service = {TraceGroup.class, SupervisorTrace.class})
public final class SupervisorTrace extends TraceArea {

  /** A call, with its first two arguments and its answer. */
  public final TracePoint call =
      point(
          "riscv_sbi_call",
          unsigned("hart"),
          hex("extension"),
          unsigned("function"),
          hex("arg0"),
          hex("arg1"),
          signed("error"),
          hex("value"));

  @Activate
  public SupervisorTrace() {}
}
