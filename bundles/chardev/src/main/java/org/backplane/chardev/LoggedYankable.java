package org.backplane.chardev;

import org.backplane.api.chardev.Yankable;

/** A device whose connection can be cut, of which all that is written goes into a log too. */
final class LoggedYankable extends LoggedChardev implements Yankable {

  private final Yankable device;

  LoggedYankable(Yankable device, OutputLog log) {
    super(device, log);
    this.device = device;
  }

  @Override
  public void yank() {
    device.yank();
  }
}
