package org.backplane.api.tls;

import javax.net.ssl.SSLEngine;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/** What one end of protected connections shows of itself, and asks of the other. */
@ConsumerType
public interface TlsCredentials extends BackendObject {

  /** Which end of a connection credentials are for. */
  enum Endpoint {
    CLIENT,
    SERVER
  }

  /** The end that they are for. */
  Endpoint endpoint();

  /** Whether the other end must show a certificate that is signed as it should be. */
  boolean verifiesPeer();

  /**
   * An engine for one connection, ready to shake hands. It consists of classes of the JDK alone and
   * later changes of the object do not touch it, so that it may outlive the object's code. May
   * block for as long as it takes to read the files.
   *
   * @param peerName for a client, the name that the server's certificate must carry; empty to take
   *     any certificate that is signed as it should be. For a server without meaning
   * @throws BackplaneException certificates or keys have become unreadable
   */
  SSLEngine engine(String peerName) throws BackplaneException;
}
