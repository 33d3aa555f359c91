package org.backplane.monitor.command;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Members;
import org.backplane.monitor.report.Version;

/** Commands that tell who and what this is. */
public final class IdentityCommands implements CommandGroup {

  /** What guests are made of as long as no machine says otherwise. */
  private static final String DEFAULT_TARGET = "riscv64";

  private final RunControl control;
  private final Version version;

  public IdentityCommands(RunControl control, Version version) {
    this.control = control;
    this.version = version;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        query("query-version", "tells the version", version::toMap),
        query("query-name", "tells the machine's name", this::name),
        query("query-uuid", "tells the machine's UUID", this::uuid),
        query("query-target", "tells the guest's architecture", this::target),
        query("query-kvm", "tells whether KVM runs the guest", IdentityCommands::kvm),
        query("query-iothreads", "lists the I/O threads", List::of));
  }

  private static Command query(String name, String summary, Supplier<Object> answer) {
    return new Command(Signature.of(name, summary), _ -> Answer.of(answer.get()));
  }

  private Map<String, Object> name() {
    return new Members().with("name", control.name()).toMap();
  }

  private Map<String, Object> uuid() {
    return Members.of("UUID", control.uuid());
  }

  private Map<String, Object> target() {
    return Members.of(
        "arch", control.machine().flatMap(VirtualMachine::architecture).orElse(DEFAULT_TARGET));
  }

  /** The JVM runs the guest. */
  private static Map<String, Object> kvm() {
    return new Members().with("present", false).with("enabled", false).toMap();
  }
}
