package org.backplane.vm.runtime.board;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.backplane.api.cpu.Halt;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.InterruptLine;

/** A hart that never runs and notes what is done to it. */
public record SpyHart(int number, List<String> log) implements Hart {

  @Override
  public void setInterrupt(InterruptLine line, boolean level) {
    log.add("hart " + number + " " + line + " " + (level ? "high" : "low"));
  }

  @Override
  public void flush() {
    log.add("hart " + number + " flushed");
  }

  @Override
  public Halt run() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void step() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void breakpoints(Set<Long> addresses) {
    throw new UnsupportedOperationException();
  }

  @Override
  public OptionalLong translate(long virtualAddress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void requestStop() {
    throw new UnsupportedOperationException();
  }

  @Override
  public HartState save() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long instructionsRetired() {
    return 0;
  }
}
