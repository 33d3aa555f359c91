package org.backplane.health;

import java.net.HttpURLConnection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.http.Page;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.json.JsonWriter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: its machine has been built and
 * can go on, which one that the guest powered off cannot. One object in trouble is no reason to
 * take the whole host for dead.
 */
@Component
public final class ProbePages implements Page {

  static final String JSON = "application/json; charset=utf-8";

  private static final String LIVE = "/health/live";
  private static final String READY = "/health/ready";

  /** States in which the machine refuses to go on. */
  private static final Set<RunState> OVER = EnumSet.of(RunState.SHUTDOWN, RunState.INTERNAL_ERROR);

  private final AtomicReference<Optional<VirtualMachine>> machine =
      new AtomicReference<>(Optional.empty());

  @Activate
  public ProbePages() {}

  @Override
  public List<String> paths() {
    return List.of(LIVE, READY);
  }

  @Override
  public Answer answer(String path, String accept) {
    return path.equals(LIVE) ? answer(true, "live") : ready();
  }

  private Answer ready() {
    return machine
        .get()
        .map(VirtualMachine::state)
        .map(state -> answer(!OVER.contains(state), state.wireName()))
        .orElseGet(() -> answer(false, "starting"));
  }

  private static Answer answer(boolean good, String state) {
    return new Answer(
        good ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
        JSON,
        JsonWriter.compact(Map.of("status", state)) + "\n");
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindMachine(VirtualMachine came) {
    machine.set(Optional.of(came));
  }

  void unbindMachine(VirtualMachine gone) {
    Optional<VirtualMachine> present = machine.get();
    if (present.filter(gone::equals).isPresent()) {
      machine.compareAndSet(present, Optional.empty());
    }
  }
}
