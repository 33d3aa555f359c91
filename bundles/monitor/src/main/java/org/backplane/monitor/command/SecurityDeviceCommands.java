package org.backplane.monitor.command;

import java.util.List;
import org.backplane.monitor.report.Cryptodevs;
import org.backplane.monitor.report.Tpms;
import org.backplane.monitor.schema.Form;

/** Commands about cryptography devices and trusted platform modules. */
public final class SecurityDeviceCommands implements CommandGroup {

  private final Cryptodevs cryptodevs;
  private final Tpms tpms;

  public SecurityDeviceCommands(Cryptodevs cryptodevs, Tpms tpms) {
    this.cryptodevs = cryptodevs;
    this.tpms = tpms;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
            Signature.of("query-cryptodev", "lists the cryptography backends"),
            Cryptodevs.Entry.FORM.list(),
            _ -> cryptodevs.list()),
        Command.query(
            Signature.of("query-tpm-models", "lists the models of trusted platform modules"),
            Form.TEXT.list(),
            _ -> tpms.models()),
        Command.query(
            Signature.of("query-tpm-types", "lists the kinds of their backends"),
            Form.TEXT.list(),
            _ -> tpms.types()),
        Command.query(
            Signature.of("query-tpm", "lists the trusted platform modules of the machine"),
            tpms.form().list(),
            _ -> tpms.list()));
  }
}
