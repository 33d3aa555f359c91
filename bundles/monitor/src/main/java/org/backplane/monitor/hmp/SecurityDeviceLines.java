package org.backplane.monitor.hmp;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.backplane.monitor.report.Cryptodevs;
import org.backplane.monitor.report.Tpms;

/** What {@code info} shows of cryptography and of trusted platform modules. */
public final class SecurityDeviceLines implements LineGroup {

  private final Cryptodevs cryptodevs;
  private final Tpms tpms;

  public SecurityDeviceLines(Cryptodevs cryptodevs, Tpms tpms) {
    this.cryptodevs = cryptodevs;
    this.tpms = tpms;
  }

  @Override
  public List<LineCommand> topics() {
    return List.of(
        LineCommand.show(
            "cryptodev",
            "shows the cryptography backends",
            (_, out) -> cryptodevs.list().forEach(backend -> show(backend, out))),
        LineCommand.show(
            "tpm", "shows the trusted platform modules", (_, out) -> show(tpms.list(), out)));
  }

  private static void show(Cryptodevs.Entry backend, Printer out) {
    out.line(
        backend.services().stream()
            .map(service -> service.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("|", backend.id() + ": service=[", "]")));
    backend
        .queues()
        .forEach(queue -> out.line("    queue " + queue.number() + ": type=" + queue.type()));
  }

  private static void show(List<Tpms.Tpm> modules, Printer out) {
    if (!modules.isEmpty()) {
      out.line("TPM device:");
    }
    for (Tpms.Tpm module : modules) {
      out.line(" " + module.id() + ": model=" + module.model());
      out.line("  \\ " + module.id() + ": " + options(module.options()));
    }
  }

  /** {@code type=emulator,chardev=c0}. */
  private static String options(Object options) {
    if (!(options instanceof Map<?, ?> members)) {
      return "";
    }
    var text = new StringBuilder("type=").append(members.get("type"));
    if (members.get("data") instanceof Map<?, ?> data) {
      data.forEach((name, value) -> text.append(',').append(name).append('=').append(value));
    }
    return text.toString();
  }
}
