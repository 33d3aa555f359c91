package org.backplane.itests.e2e;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

/** A debugger that speaks GDB's remote protocol and no more than a test needs. */
final class RspClient implements AutoCloseable {

  private final SocketChannel channel;
  private final ByteBuffer one = ByteBuffer.allocate(1);

  private RspClient(SocketChannel channel) {
    this.channel = channel;
  }

  static RspClient connect(Path socket) throws IOException {
    return new RspClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  /** Waits for a host to let debuggers in. */
  static RspClient awaited(Host host, Path socket) {
    var client = new AtomicReference<RspClient>();
    host.await(
        "the debug server at " + socket,
        () -> {
          try {
            client.set(connect(socket));
            return true;
          } catch (SocketException _) {
            return false; // no socket yet, or one that does not listen yet
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    return client.get();
  }

  /** Sends bytes as they are. */
  void raw(String bytes) throws IOException {
    ByteBuffer data = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }

  void send(String body) throws IOException {
    raw("$" + body + "#" + "%02x".formatted(body.chars().sum() & 0xff));
  }

  /** Sends a packet and gives the answer to it. */
  String ask(String body) throws IOException {
    send(body);
    return answer();
  }

  /** The next packet; acknowledgements before it are passed over, and none is given. */
  String answer() throws IOException {
    char c = next();
    while (c == '+') {
      c = next();
    }
    if (c != '$') {
      throw new IOException("no packet but '" + c + "'");
    }
    var body = new StringBuilder();
    for (c = next(); c != '#'; c = next()) {
      body.append(c);
    }
    String sum = "" + next() + next();
    if (Integer.parseInt(sum, 16) != (body.chars().sum() & 0xff)) {
      throw new IOException("a wrong sum behind " + body);
    }
    return body.toString();
  }

  private char next() throws IOException {
    one.clear();
    if (channel.read(one) < 0) {
      throw new IOException("the debug server hung up");
    }
    return (char) (one.get(0) & 0xff);
  }

  /** Whether the server has hung up, once all that it sent is read. */
  boolean isHungUp() throws IOException {
    one.clear();
    return channel.read(one) < 0;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
