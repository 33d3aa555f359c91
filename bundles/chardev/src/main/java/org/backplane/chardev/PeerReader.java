package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.metric.Counter;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenSocket;
import org.backplane.linux.Poller.Interest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what one peer sends to a front end, on a thread of its own, so that a front end that
 * blocks holds back that peer alone. It stops only between a delivery and the next read: what was
 * read has been delivered then, and the rest waits in the kernel for whoever reads next.
 */
final class PeerReader extends Attendant {

  private static final Logger LOG = LoggerFactory.getLogger(PeerReader.class);

  private final SocketConnection connection;
  private final FrontEnd frontEnd;
  private final Counter bytesIn;

  PeerReader(
      String threadName,
      OpenSocket socket,
      SocketConnection connection,
      FrontEnd frontEnd,
      Counter bytesIn,
      Owner owner)
      throws LinuxException {
    super(threadName, socket, owner);
    this.connection = connection;
    this.frontEnd = frontEnd;
    this.bytesIn = bytesIn;
  }

  @Override
  void attend() {
    LOG.debug("{} is there", connection);
    boolean alive = false;
    try {
      frontEnd.opened(connection);
      alive = deliver();
    } catch (IOException e) {
      LOG.debug("{} is lost", connection, e);
      owner().ending(socket(), Optional.of(e));
    } catch (RuntimeException | LinkageError e) { // the latter when the front end's bundle goes
      owner().frontEndFailed(e);
    } finally {
      if (!alive) {
        end();
      }
    }
  }

  /** Answers whether the peer is still there. */
  private boolean deliver() throws IOException {
    PeerStream stream = connection.stream();
    ByteBuffer buffer = ByteBuffer.allocate(stream.bufferBytes());
    while (!stopped()) {
      int count = stream.read(buffer.clear());
      if (count < 0) {
        owner().ending(socket(), Optional.empty());
        return false;
      }
      if (count > 0) {
        bytesIn.add(count);
        frontEnd.received(connection, buffer.flip());
      } else {
        await(Interest.READ);
      }
    }
    return true;
  }

  private void end() {
    LOG.debug("{} is gone", connection);
    owner().leaving(socket());
    try {
      frontEnd.closed(connection); // before the socket: who sends no more may still read
    } catch (RuntimeException | LinkageError e) {
      owner().frontEndFailed(e);
    } finally {
      // Last, so that a front end sees one peer go before the next comes; and in any case, or else
      // a dead socket keeps a place for ever.
      connection.stream().farewell();
      release();
    }
  }
}
