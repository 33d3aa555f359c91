package org.backplane.faces;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectPath;
import org.backplane.tck.chardev.OneDeviceRegistry;
import org.backplane.tck.chardev.ScriptedPeer;

/** An echo on a device. */
final class Stage implements AutoCloseable {

  /** Far more than may wait. */
  static final String MUCH = "m".repeat(25 * EchoFace.LIMIT);

  final OneDeviceRegistry registry = new OneDeviceRegistry();
  final EchoFace face = new EchoFace();
  final ServedDevice served;

  Stage() {
    try {
      served = ServedDevice.open(registry.face(), ObjectPath.chardev("c"), face);
    } catch (BackplaneException e) {
      throw new AssertionError(e);
    }
  }

  /** A peer comes to the code that serves now. */
  ScriptedPeer connect(long id) {
    return registry.device().connect(id);
  }

  /** A peer whose session is busy until the face goes on. */
  ScriptedPeer busy(long id) throws InterruptedException {
    ScriptedPeer peer = connect(id);
    peer.send("!");
    face.waiting.await();
    return peer;
  }

  @Override
  public void close() {
    face.goOn.release();
    served.close();
  }
}
