package org.backplane.itests.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of the EGD protocol on a unix socket that can be told to misbehave. */
final class EgdServer implements AutoCloseable {

  private static final int READ_BLOCKING = 0x02;

  private final Path socket;
  private final ServerSocketChannel listener;
  private final StringBuffer commands = new StringBuffer();
  private final AtomicInteger connections = new AtomicInteger();
  private final Random random = new Random(42);
  private volatile List<Integer> pieces = List.of();
  private volatile boolean mute;
  private volatile SocketChannel peer;

  private EgdServer(Path socket, ServerSocketChannel listener) {
    this.socket = socket;
    this.listener = listener;
    this.peer = idle();
  }

  static EgdServer at(Path socket) throws IOException {
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    var server = new EgdServer(socket, listener);
    Thread.ofPlatform().daemon().start(server::accept);
    return server;
  }

  /** Sends each answer in packets of these sizes; what is left over in a last one. */
  EgdServer inPieces(Integer... sizes) {
    pieces = List.of(sizes);
    return this;
  }

  /** Takes commands and answers none. */
  EgdServer mute() {
    mute = true;
    return this;
  }

  /** The bytes that came, in hexadecimal. */
  String commands() {
    return commands.toString();
  }

  int connections() {
    return connections.get();
  }

  private static SocketChannel idle() {
    try {
      return SocketChannel.open(StandardProtocolFamily.UNIX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (listener.isOpen()) {
      try (SocketChannel accepted = listener.accept()) {
        peer = accepted;
        connections.incrementAndGet();
        serve(accepted);
      } catch (IOException _) {
        // the peer is gone, or this server
      }
    }
  }

  private void serve(SocketChannel accepted) throws IOException {
    ByteBuffer command = ByteBuffer.allocate(2);
    while (accepted.read(command) >= 0) {
      if (!command.hasRemaining()) {
        commands.append(HexFormat.of().formatHex(command.array()));
        if (command.get(0) != READ_BLOCKING) {
          return;
        }
        if (!mute) {
          answer(accepted, Byte.toUnsignedInt(command.get(1)));
        }
        command.clear();
      }
    }
  }

  private void answer(SocketChannel to, int count) throws IOException {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    int from = 0;
    for (int size : pieces) {
      int end = Math.min(count, from + size);
      send(to, ByteBuffer.wrap(bytes, from, end - from));
      from = end;
    }
    send(to, ByteBuffer.wrap(bytes, from, count - from));
  }

  private static void send(SocketChannel to, ByteBuffer piece) throws IOException {
    while (piece.hasRemaining()) {
      to.write(piece);
    }
  }

  /** Dies with its connection. */
  @Override
  public void close() throws IOException {
    listener.close();
    peer.close();
    Files.deleteIfExists(socket);
  }
}
