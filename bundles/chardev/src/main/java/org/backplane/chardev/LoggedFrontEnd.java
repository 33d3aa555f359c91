package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    return connections.computeIfAbsent(connection, c -> new Logged(c, log));
  }

  private record Logged(Connection connection, OutputLog log) implements Connection {
    @Override
    public long id() {
      return connection.id();
    }

    @Override
    public String peer() {
      return connection.peer();
    }

    @Override
    public void write(ByteBuffer data, Duration deadline) throws IOException {
      ByteBuffer copy = data.duplicate();
      try {
        connection.write(data, deadline);
      } finally {
        log.add(copy.limit(data.position()));
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
