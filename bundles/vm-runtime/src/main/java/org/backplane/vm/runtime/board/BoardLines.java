package org.backplane.vm.runtime.board;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.WatchedLines;

/** The interrupt lines of the board, by what they lead into or come out of. */
public final class BoardLines {

  /** Paths in the object tree. */
  public static final String SOFTWARE = "/machine/unattached/device[0]";

  public static final String TIMER = "/machine/unattached/device[1]";
  public static final String PLIC = "/machine/unattached/device[2]";

  /**
   * The lines of one device, by number.
   *
   * @param inputs what others drive
   * @param outputs what it drives itself
   */
  public record Ends(WatchedLines inputs, WatchedLines outputs) {

    public Ends() {
      this(new WatchedLines(), new WatchedLines());
    }
  }

  private final Map<String, Ends> ends = new LinkedHashMap<>();
  private final List<HartLines> harts;

  BoardLines(List<HartLines> harts) {
    this.harts = harts;
    List.of(SOFTWARE, TIMER, PLIC).forEach(path -> ends.put(path, new Ends()));
    IntStream.range(0, harts.size()).forEach(hart -> ends.put(hartPath(hart), new Ends()));
  }

  /** Where a hart stands in the object tree. */
  public static String hartPath(int hart) {
    return "/machine/soc0/harts[%d]".formatted(hart);
  }

  /** Whatever has interrupt lines, by its path. */
  public Map<String, Ends> ends() {
    return Map.copyOf(ends);
  }

  /**
   * The outputs of the PLIC, in the order of its contexts: machine and supervisor mode of hart 0,
   * of hart 1 and so on. By number those of supervisor mode come first, all harts.
   */
  List<InterruptPin> external() {
    var pins = new ArrayList<InterruptPin>();
    for (int hart = 0; hart < harts.size(); hart++) {
      pins.add(out(PLIC, harts.size() + hart, intoHart(hart, InterruptLine.MACHINE_EXTERNAL)));
      pins.add(out(PLIC, hart, intoHart(hart, InterruptLine.SUPERVISOR_EXTERNAL)));
    }
    return pins;
  }

  /** The outputs of the CLINT. */
  List<Clint.Lines> local() {
    return IntStream.range(0, harts.size())
        .mapToObj(
            hart ->
                new Clint.Lines(
                    out(SOFTWARE, hart, intoHart(hart, InterruptLine.MACHINE_SOFTWARE)),
                    out(TIMER, hart, intoHart(hart, InterruptLine.MACHINE_TIMER))))
        .toList();
  }

  /** The line of the supervisor's timer. */
  InterruptPin supervisorTimer(int hart) {
    return intoHart(hart, InterruptLine.SUPERVISOR_TIMER);
  }

  /** Wires the sources of the PLIC. */
  void sources(Plic plic) {
    IntStream.rangeClosed(1, MemoryMap.PLIC_SOURCES)
        .forEach(source -> at(PLIC).inputs().wire(source, plic.source(source)));
  }

  /** What drives a source of the PLIC, once they are wired. */
  InterruptPin source(int number) {
    return at(PLIC).inputs().pin(number).orElseThrow();
  }

  private InterruptPin intoHart(int hart, InterruptLine line) {
    return at(hartPath(hart)).inputs().wire(line.bit(), harts.get(hart).pin(line));
  }

  private InterruptPin out(String device, int line, InterruptPin end) {
    return at(device).outputs().wire(line, end);
  }

  private Ends at(String path) {
    Ends found = ends.get(path);
    if (found == null) {
      throw new IllegalArgumentException("nothing has lines at " + path);
    }
    return found;
  }
}
