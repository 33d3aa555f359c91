package org.backplane.chardev;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.type.PropertyValue;
import org.jspecify.annotations.Nullable;

/** A device of which all that is written goes into a log too. */
sealed class LoggedChardev implements Chardev permits LoggedRingBuffer, LoggedYankable {

  private final Chardev device;
  private final OutputLog log;
  private final AtomicReference<@Nullable LoggedFrontEnd> attached = new AtomicReference<>();

  LoggedChardev(Chardev device, OutputLog log) {
    this.device = device;
    this.log = log;
  }

  @Override
  public final void attach(FrontEnd frontEnd) {
    var logged = new LoggedFrontEnd(frontEnd, log);
    if (!attached.compareAndSet(null, logged)) {
      throw new IllegalStateException("another front end is attached");
    }
    device.attach(logged);
  }

  @Override
  public final void detach(FrontEnd frontEnd) {
    LoggedFrontEnd logged = attached.get();
    if (logged != null && logged.frontEnd().equals(frontEnd)) {
      device.detach(logged);
      attached.compareAndSet(logged, null);
    }
  }

  @Override
  public final void sendBreak() {
    device.sendBreak();
  }

  @Override
  public final boolean peersReturn() {
    return device.peersReturn();
  }

  @Override
  public final String filename() {
    return device.filename();
  }

  @Override
  public final Optional<PropertyValue> read(String property) {
    return device.read(property);
  }

  @Override
  public final void close() {
    device.close();
  }
}
