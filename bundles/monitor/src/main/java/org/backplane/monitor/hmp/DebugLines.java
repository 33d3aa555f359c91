package org.backplane.monitor.hmp;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.machine.Debugger;
import org.backplane.monitor.control.Debugging;
import org.backplane.monitor.report.HartLines;
import org.backplane.monitor.report.MemoryDump;

/** Lines that look into the machine, and let debuggers do so. */
public final class DebugLines implements LineGroup {

  private static final String DEVICE = "device";
  private static final String FORMAT = "/fmt";
  private static final String ADDRESS = "address";

  private final Debugging debugging;

  public DebugLines(Debugging debugging) {
    this.debugging = debugging;
  }

  @Override
  public List<LineCommand> commands() {
    return List.of(
        LineCommand.of(
            "gdbserver",
            "lets debuggers in on a device, by default on tcp::1234; 'none' lets none in",
            List.of(
                Parameter.optionalRest(DEVICE).of(Choices.words("none", DebugServer.USUAL_DEVICE))),
            this::serve),
        dump(
            "x",
            "shows memory at a virtual address",
            (from, debugger, at, into) -> debugger.load(from, at, into)),
        dump(
            "xp",
            "shows memory at a physical address",
            (_, debugger, at, into) -> debugger.loadPhysical(at, into)));
  }

  @Override
  public List<LineCommand> topics() {
    return List.of(
        LineCommand.of(
            "registers",
            "shows the registers of the first hart; with -a, of all",
            List.of(Parameter.flag("-a")),
            this::registers));
  }

  private void serve(Words words, Printer out) throws BackplaneException {
    String device = words.find(DEVICE).orElse(DebugServer.USUAL_DEVICE);
    debugging.serve(device);
    out.line(
        device.equals("none")
            ? "Disabled gdbserver"
            : "Waiting for gdb connection on device '" + device + "'");
  }

  private void registers(Words words, Printer out) throws BackplaneException {
    int harts = words.has("-a") ? debugging.harts() : 1;
    for (int hart = 0; hart < harts; hart++) {
      HartLines.of(debugging.debugger().read(hart)).forEach(out::line);
    }
  }

  /** Where bytes come from. */
  @FunctionalInterface
  private interface Source {
    int load(int hart, Debugger debugger, long address, byte[] into) throws BackplaneException;
  }

  private LineCommand dump(String name, String summary, Source source) {
    return LineCommand.of(
        name,
        summary + "; the format is /COUNT, then x, d, u, o or c, then b, h, w or g",
        List.of(Parameter.optionalWord(FORMAT), Parameter.optionalWord(ADDRESS)),
        (words, out) -> dump(name, source, words, out));
  }

  private void dump(String name, Source source, Words words, Printer out)
      throws BackplaneException, HumanError {
    String first = words.find(FORMAT).orElse("");
    String address = first.startsWith("/") ? words.find(ADDRESS).orElse("") : first;
    boolean tooMany = !first.startsWith("/") && words.find(ADDRESS).isPresent();
    if (address.isEmpty() || tooMany) {
      throw new HumanError(name + ": it takes /fmt and an address\nTry 'help " + name + "'");
    }
    MemoryDump dump =
        MemoryDump.read(first.startsWith("/") ? first.substring(1) : "")
            .orElseThrow(() -> new HumanError(name + ": no such format\nTry 'help " + name + "'"));
    if (dump.tooMuch()) {
      throw new HumanError(name + ": it shows 64 KiB at a time at most; ask for a smaller count");
    }
    long at = address(name, address);
    Debugger debugger = debugging.debugger();
    byte[] bytes = new byte[dump.bytes()];
    int read = source.load(0, debugger, at, bytes);
    dump.lines(at, bytes, read).forEach(out::line);
  }

  private static long address(String name, String text) throws HumanError {
    try {
      return text.startsWith("0x")
          ? Long.parseUnsignedLong(text.substring(2), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException _) {
      throw new HumanError(name + ": the address is not a number; write 0x80000000");
    }
  }
}
