package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.DescriptorPassing;
import org.backplane.api.chardev.FrontEnd;

/** A front end that gets connections whose output goes into a log too. */
record LoggedFrontEnd(FrontEnd frontEnd, OutputLog log, Map<Connection, Connection> connections)
    implements FrontEnd {

  LoggedFrontEnd(FrontEnd frontEnd, OutputLog log) {
    this(frontEnd, log, new ConcurrentHashMap<>());
  }

  @Override
  public int connectionLimit() {
    return frontEnd.connectionLimit();
  }

  @Override
  public void opened(Connection connection) {
    frontEnd.opened(logged(connection));
  }

  @Override
  public void received(Connection connection, ByteBuffer data) {
    frontEnd.received(logged(connection), data);
  }

  @Override
  public void broken() {
    frontEnd.broken();
  }

  @Override
  public void closed(Connection connection) {
    try {
      frontEnd.closed(logged(connection));
    } finally {
      connections.remove(connection);
    }
  }

  private Connection logged(Connection connection) {
    return connections.computeIfAbsent(connection, c -> new Logged(c, log, new ReentrantLock()));
  }

  private record Logged(Connection connection, OutputLog log, Lock turn) implements Connection {
    @Override
    public long id() {
      return connection.id();
    }

    @Override
    public String peer() {
      return connection.peer();
    }

    /** The log shows messages in the order in which the peer gets them. */
    @Override
    public void write(ByteBuffer data, Duration deadline) throws IOException {
      var end = Deadline.in(deadline);
      boolean interrupted = take(end);
      ByteBuffer copy = data.duplicate();
      try {
        connection.write(data, end.left());
      } finally {
        log.add(copy.limit(data.position()));
        turn.unlock();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private boolean take(Deadline end) throws IOException {
      try {
        return end.lock(turn);
      } catch (IOException e) {
        connection.close();
        throw e;
      }
    }

    @Override
    public Optional<DescriptorPassing> descriptors() {
      return connection.descriptors();
    }

    @Override
    public void close() {
      connection.close();
    }
  }
}
