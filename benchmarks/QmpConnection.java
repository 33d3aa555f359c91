import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A negotiated QMP session that costs as little as one can. */
final class QmpConnection implements AutoCloseable {

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final StringBuilder pending = new StringBuilder();

  private QmpConnection(SocketChannel channel) {
    this.channel = channel;
  }

  static QmpConnection open(String socket) throws IOException {
    var address = UnixDomainSocketAddress.of(Path.of(socket));
    var connection = new QmpConnection(SocketChannel.open(address));
    connection.line();
    connection.call("{'execute':'qmp_capabilities'}");
    return connection;
  }

  /** Sends a command and waits for its answer, which must not be an error, and gives it. */
  String call(String command) throws IOException {
    send(command + "\n");
    String reply = line();
    while (reply.contains("\"event\"")) {
      reply = line();
    }
    if (!reply.contains("\"return\"")) {
      throw new IOException(command + " -> " + reply);
    }
    return reply;
  }

  /** Sends text and does not wait. */
  void send(String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private String line() throws IOException {
    int end = pending.indexOf("\r\n");
    while (end < 0) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new IOException("the monitor hung up");
      }
      pending.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
      end = pending.indexOf("\r\n");
    }
    String line = pending.substring(0, end);
    pending.delete(0, end + 2);
    return line;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
