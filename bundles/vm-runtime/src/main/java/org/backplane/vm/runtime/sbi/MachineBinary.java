package org.backplane.vm.runtime.sbi;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.vm.runtime.trace.SupervisorTrace;

/**
 * The supervisor binary interface, version 2.0, for a guest without firmware. The calls of the
 * version before 0.2, numbers 0 to 15, are no extensions and answered like unknown ones: current
 * kernels do not make them, and their answers would have another form.
 */
public final class MachineBinary implements SupervisorBinary {

  private final Map<Long, Extension> extensions;
  private final SupervisorTrace trace;

  public MachineBinary(Services services, SupervisorTrace trace) {
    this.trace = trace;
    List<Extension> offered =
        List.of(
            new TimeCalls(services.timer()).extension(),
            new InterruptCalls(services.harts()).extension(),
            new FenceCalls(services.harts()).extension(),
            new HartCalls(services.harts().size()).extension(),
            new ResetCalls(services.power()).extension(),
            new ConsoleCalls(services.memory(), services.console()).extension());
    Map<Long, Extension> all =
        offered.stream().collect(Collectors.toMap(Extension::id, Function.identity()));
    Extension base = new BaseCalls(all.keySet()).extension();
    all.put(base.id(), base);
    extensions = Map.copyOf(all);
  }

  @Override
  public Result call(Call call) {
    Extension extension = extensions.get(call.extension());
    Result result = extension == null ? Outcome.NOT_SUPPORTED.result() : extension.call(call);
    if (trace.call.enabled()) {
      trace.call.record(
          call.hart(),
          call.extension(),
          call.function(),
          call.a0(),
          call.a1(),
          result.error(),
          result.value());
    }
    return result;
  }
}
