package org.backplane.itests.e2e;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.json.JsonException;
import org.backplane.json.JsonReader;

/** A client of the monitor that keeps to the wire: one line, one message. */
final class QmpClient implements AutoCloseable {

  private final SocketChannel channel;
  private final StringBuilder pending = new StringBuilder();
  private final List<Map<?, ?>> events = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  private QmpClient(SocketChannel channel) {
    this.channel = channel;
  }

  static QmpClient unix(Path socket) throws IOException {
    return connect(UnixDomainSocketAddress.of(socket));
  }

  static QmpClient tcp(int port) throws IOException {
    return connect(new InetSocketAddress("127.0.0.1", port));
  }

  private static QmpClient connect(SocketAddress address) throws IOException {
    var client = new QmpClient(SocketChannel.open(address));
    Map<?, ?> greeting = client.message();
    if (!greeting.containsKey("QMP")) {
      throw new IOException("no greeting but " + greeting);
    }
    return client;
  }

  static QmpClient negotiated(Path socket) throws IOException {
    QmpClient client = unix(socket);
    client.returned("{\"execute\":\"qmp_capabilities\"}");
    return client;
  }

  /** Waits for a host's monitor to listen. */
  static QmpClient awaited(Host host, Path socket) {
    var client = new AtomicReference<QmpClient>();
    host.await(
        "the monitor at " + socket,
        () -> {
          try {
            client.set(negotiated(socket));
            return true;
          } catch (SocketException | EOFException _) {
            return false; // no socket yet, none that listens, or a monitor that comes just now
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return client.get();
  }

  void send(String text) throws IOException {
    sendBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  void sendBytes(byte[] bytes) throws IOException {
    ByteBuffer data = ByteBuffer.wrap(bytes);
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }

  /** Closes the sending half. */
  void sendNoMore() throws IOException {
    channel.shutdownOutput();
  }

  /** Sends a command and gives what it returned. */
  Object returned(String command) throws IOException {
    Map<?, ?> reply = reply(command);
    if (!reply.containsKey("return")) {
      throw new AssertionError(command + " -> " + reply);
    }
    return reply.get("return");
  }

  /** Sends a command and gives the class of its error. */
  String errorClass(String command) throws IOException {
    Map<?, ?> reply = reply(command);
    if (reply.get("error") instanceof Map<?, ?> error) {
      return String.valueOf(error.get("class"));
    }
    throw new AssertionError(command + " -> " + reply);
  }

  Map<?, ?> reply(String command) throws IOException {
    send(command + "\n");
    return reply();
  }

  /** The next message that is no event. */
  Map<?, ?> reply() throws IOException {
    Map<?, ?> message = message();
    while (message.containsKey("event")) {
      events.add(message);
      message = message();
    }
    return message;
  }

  List<String> events() {
    return events.stream().map(event -> String.valueOf(event.get("event"))).toList();
  }

  /** The next event of that name that has not been waited for, with its data. */
  Map<?, ?> awaitEvent(String name) throws IOException {
    for (int at = 0; ; at++) {
      while (at >= events.size()) {
        Map<?, ?> message = message();
        if (!message.containsKey("event")) {
          throw new IOException("waiting for " + name + ", got " + message);
        }
        events.add(message);
      }
      if (name.equals(events.get(at).get("event"))) {
        return events.remove(at).get("data") instanceof Map<?, ?> data ? data : Map.of();
      }
    }
  }

  private Map<?, ?> message() throws IOException {
    int end = pending.indexOf("\r\n");
    while (end < 0) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new EOFException("the monitor hung up; unfinished: " + pending);
      }
      pending.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
      end = pending.indexOf("\r\n");
    }
    String line = pending.substring(0, end);
    pending.delete(0, end + 2);
    try {
      return (Map<?, ?>) JsonReader.parse(line);
    } catch (JsonException e) {
      throw new IOException(line, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
