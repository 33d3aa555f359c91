package org.backplane.monitor.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.monitor.control.RunControl;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/** Commands that tell who and what this is. */
public final class IdentityCommands implements CommandGroup {

  /** What guests are made of as long as no machine says otherwise. */
  private static final String DEFAULT_TARGET = "riscv64";

  private static final Form<Optional<String>> NAME =
      ObjectForm.<Optional<String>>empty().maybe("name", Form.TEXT, name -> name);
  private static final Form<String> UUID = ObjectForm.<String>empty().text("UUID", uuid -> uuid);
  private static final Form<String> TARGET =
      ObjectForm.<String>empty().text("arch", architecture -> architecture);

  /** The JVM runs the guest. */
  private static final Form<Boolean> KVM =
      ObjectForm.<Boolean>empty().bool("present", kvm -> kvm).bool("enabled", kvm -> kvm);

  /** There are none yet: each device's queues have a thread of their own. */
  private static final Form<String> IO_THREAD =
      ObjectForm.<String>empty()
          .text("id", id -> id)
          .integer("thread-id", _ -> 0)
          .integer("poll-max-ns", _ -> 0)
          .integer("poll-grow", _ -> 0)
          .integer("poll-shrink", _ -> 0)
          .integer("aio-max-batch", _ -> 0);

  private final RunControl control;
  private final Version version;

  public IdentityCommands(RunControl control, Version version) {
    this.control = control;
    this.version = version;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        query("query-version", "tells the version", Version.FORM, () -> version).beforeMachine(),
        query("query-name", "tells the machine's name", NAME, control::name).beforeMachine(),
        query("query-uuid", "tells the machine's UUID", UUID, control::uuid).beforeMachine(),
        query("query-target", "tells the guest's architecture", TARGET, this::target),
        query("query-kvm", "tells whether KVM runs the guest", KVM, () -> false),
        query("query-iothreads", "lists the I/O threads", IO_THREAD.list(), List::of)
            .beforeMachine());
  }

  private static <T> Command query(
      String name, String summary, Form<T> form, Supplier<? extends T> answer) {
    return Command.query(Signature.of(name, summary), form, _ -> answer.get());
  }

  private String target() {
    return control.machine().flatMap(VirtualMachine::architecture).orElse(DEFAULT_TARGET);
  }
}
