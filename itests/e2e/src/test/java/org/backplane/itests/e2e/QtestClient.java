package org.backplane.itests.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A register-level test program: it waits for a host that was told to connect to it. */
final class QtestClient implements AutoCloseable {

  private final ServerSocketChannel server;
  private final List<String> lines = new ArrayList<>();
  private SocketChannel channel;
  private BufferedReader reader;

  /** Listens at a socket that {@code -qtest unix:SOCKET} then names. */
  QtestClient(Path socket) throws IOException {
    Files.deleteIfExists(socket);
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  /** Waits for the host. */
  void accept() throws IOException {
    channel = server.accept();
    reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.ISO_8859_1));
  }

  /** Sends a line; answers what comes behind {@code OK}. News of interrupt lines are kept. */
  String ask(String line) throws IOException {
    String answer = tell(line);
    if (!answer.startsWith("OK")) {
      throw new IOException(line + ": " + answer);
    }
    return answer.substring(2).strip();
  }

  /** Sends a line; answers the next one that is no news. */
  String tell(String line) throws IOException {
    ByteBuffer data = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    while (data.hasRemaining()) {
      channel.write(data);
    }
    String answer = next();
    while (answer.startsWith("IRQ ")) {
      lines.add(answer.substring(4));
      answer = next();
    }
    return answer;
  }

  private String next() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      throw new IOException("the host hung up");
    }
    return line;
  }

  /** The news so far. */
  List<String> lines() {
    return lines;
  }

  /** Waits for more news than there were. */
  String awaitLine() throws IOException {
    String news = next();
    if (!news.startsWith("IRQ ")) {
      throw new IOException("no news but " + news);
    }
    lines.add(news.substring(4));
    return lines.getLast();
  }

  long read(char width, long address) throws IOException {
    return Long.decode(ask("read%c 0x%x".formatted(width, address)));
  }

  void write(char width, long address, long value) throws IOException {
    ask("write%c 0x%x 0x%x".formatted(width, address, value));
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (channel != null) {
      channel.close();
    }
  }
}
