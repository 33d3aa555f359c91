package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Lock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.backplane.api.tls.TlsSession;
import org.backplane.linux.StreamSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that are protected on their way. What a peer can make this do without sending anything that
 * counts is bounded: empty records, new keys and new negotiations end its connection.
 */
final class TlsStream implements PeerStream {

  private static final Logger LOG = LoggerFactory.getLogger(TlsStream.class);

  /** Records in a row that bring nothing. A decent peer sends two or three at the beginning. */
  static final int MOST_EMPTY = 64;

  /** New keys that a peer may ask for while it takes nothing that it is sent. */
  static final int MOST_UNANSWERED = 16;

  private final StreamSocket socket;
  private final TlsSession session;
  private final SSLEngine engine;
  private final Lock sending;
  private final TlsOutput output;
  // Of the thread that reads.
  private int empty;
  private int unanswered;

  /**
   * @param session has shaken hands
   * @param sending held by whoever writes
   */
  TlsStream(StreamSocket socket, TlsSession session, Lock sending) {
    this.socket = socket;
    this.session = session;
    this.engine = session.engine();
    this.sending = sending;
    this.output = new TlsOutput(socket, session);
  }

  @Override
  public int bufferBytes() {
    return TlsSession.BUFFER_BYTES;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    while (true) {
      int start = target.position();
      SSLEngineResult.Status status = open(target);
      int count = target.position() - start;
      if (count > 0) {
        empty = 0;
        return count;
      }
      if (status == SSLEngineResult.Status.CLOSED) {
        return -1;
      }
      if (status == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
        int more = fill();
        if (more <= 0) {
          return more;
        }
      }
    }
  }

  /** Opens one record, if there is a whole one. */
  private SSLEngineResult.Status open(ByteBuffer target) throws IOException {
    ByteBuffer sealed = session.incoming().flip();
    SSLEngineResult result;
    try {
      result = engine.unwrap(sealed, target);
    } finally {
      sealed.compact();
    }
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
      throw new IOException("the peer sends records that are too large");
    }
    if (result.getStatus() == SSLEngineResult.Status.OK) {
      bound(result);
    }
    return result.getStatus();
  }

  private void bound(SSLEngineResult result) throws IOException {
    if (result.bytesProduced() == 0 && ++empty > MOST_EMPTY) {
      throw new IOException("the peer sends records with nothing in them");
    }
    switch (engine.getHandshakeStatus()) {
      case NOT_HANDSHAKING, FINISHED -> unanswered = 0;
      case NEED_WRAP -> answer();
      case NEED_TASK, NEED_UNWRAP, NEED_UNWRAP_AGAIN ->
          throw new IOException("the peer wants to negotiate anew");
    }
  }

  /** Says what the engine has to say, unless somebody writes: that says it, too. */
  private void answer() throws IOException {
    if (engine.getSession().getProtocol().equals("TLSv1.2") && !engine.isInboundDone()) {
      throw new IOException("the peer wants to negotiate anew");
    }
    if (sending.tryLock()) {
      try {
        while (output.flushed() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
          var _ = output.sealOwn();
          unanswered = 0;
        }
      } finally {
        sending.unlock();
      }
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        && ++unanswered > MOST_UNANSWERED) {
      throw new IOException("the peer asks for new keys and takes none");
    }
  }

  /** Reads more of what is sealed. */
  private int fill() throws IOException {
    if (!session.incoming().hasRemaining()) {
      throw new IOException("the peer sends records that are too large");
    }
    int count = socket.read(session.incoming());
    if (count < 0) {
      LOG.debug("a peer went without saying so: its last bytes may be missing");
    }
    return count;
  }

  @Override
  public boolean wroteAll(ByteBuffer data) throws IOException {
    while (output.flushed()) {
      if (!data.hasRemaining()) {
        return true;
      }
      if (output.seal(data).getStatus() == SSLEngineResult.Status.CLOSED) {
        throw new IOException("the connection has ended");
      }
    }
    return false;
  }

  @Override
  public boolean hasUnread() throws IOException {
    return session.incoming().position() > 0 || socket.unread() > 0;
  }

  @Override
  public void farewell() {
    if (!sending.tryLock()) {
      return; // somebody waits for the peer to take something: it would not take this
    }
    try {
      engine.closeOutbound();
      while (output.flushed() && !engine.isOutboundDone()) {
        if (output.sealOwn().bytesProduced() == 0) {
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("a peer is not told that its connection ends", e);
    } finally {
      sending.unlock();
    }
  }
}
