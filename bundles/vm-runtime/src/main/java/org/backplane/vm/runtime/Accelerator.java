package org.backplane.vm.runtime;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.device.VirtualClock;

/** What carries the guest's instructions out. */
enum Accelerator {
  /** A CPU provider. */
  TCG,
  /** Nothing does: tests drive the devices. */
  QTEST;

  /**
   * The machine property: a name, or several apart by colons, of which the first there is counts.
   */
  static final String PROPERTY = "accel";

  static final String ANY = "tcg";

  /**
   * The one that a machine shall have.
   *
   * @throws InvalidRequestException there is none of those named
   */
  static Accelerator of(String machine, PropertyValues values) throws InvalidRequestException {
    String names = values.text(PROPERTY);
    return Arrays.stream(names.split(":", -1))
        .flatMap(name -> named(name).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "machine '" + machine + "'",
                    "there is no accelerator '%s'".formatted(names),
                    "give one of " + String.join(", ", names())));
  }

  private static Optional<Accelerator> named(String name) {
    return Arrays.stream(values()).filter(each -> each.wireName().equals(name)).findFirst();
  }

  private static List<String> names() {
    return Arrays.stream(values()).map(Accelerator::wireName).toList();
  }

  private String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The CPU that machines have with it; empty when that comes from outside. */
  Optional<CpuProvider> ownCpu() {
    return this == QTEST ? Optional.of(new IdleCpu()) : Optional.empty();
  }

  /** What a real-time clock shows: host time, or what goes on with the machine's. */
  InstantSource wallClock(VirtualClock clock) {
    Instant start = Instant.now();
    return this == QTEST ? () -> start.plusNanos(clock.nanos()) : InstantSource.system();
  }

  /** A new clock for a machine with it. */
  MachineTime clock() {
    return this == QTEST ? new SteppedClock() : new MachineClock();
  }
}
