package org.backplane.faces;

import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;

/** A face on one character device. Any thread may call any method. */
public final class ServedDevice implements AutoCloseable {

  private final Reception reception;
  private final Lease<Chardev> lease;

  private ServedDevice(Reception reception, Lease<Chardev> lease) {
    this.reception = reception;
    this.lease = lease;
  }

  /**
   * Takes a device and serves its peers from now on, one after the other.
   *
   * @throws BackplaneException the device cannot be had
   */
  public static ServedDevice open(ObjectRegistry registry, ObjectPath device, Face<?> face)
      throws BackplaneException {
    var reception = new Reception(face, PeerLine.DEADLINE);
    var terms = LeaseTerms.exclusive(face.names().holder());
    try {
      return new ServedDevice(reception, registry.lease(device, Chardev.class, terms, reception));
    } catch (BackplaneException e) {
      reception.close(); // it may have heard of the device
      throw e;
    }
  }

  /**
   * Ends the session that there is, after what was asked already; the next peer finds a new one.
   * Waits 1.6 s at most.
   */
  public void endSession() {
    reception.endSession();
  }

  /** Ends the session and gives the device back. */
  @Override
  public void close() {
    reception.close();
    lease.target().ifPresent(target -> target.detach(reception));
    lease.close();
  }
}
