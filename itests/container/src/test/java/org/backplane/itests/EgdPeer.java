package org.backplane.itests;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A server of the EGD protocol on a unix socket: whatever is asked for is sent. */
final class EgdPeer implements AutoCloseable {

  private final Path folder = Files.createTempDirectory("egd");
  private final Path socket = folder.resolve("socket");
  private final ServerSocketChannel listener =
      ServerSocketChannel.open(StandardProtocolFamily.UNIX)
          .bind(UnixDomainSocketAddress.of(socket));
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::accept);

  private EgdPeer() throws IOException {}

  static EgdPeer start() throws IOException {
    var peer = new EgdPeer();
    peer.thread.start();
    return peer;
  }

  Path socket() {
    return socket;
  }

  private void accept() {
    while (listener.isOpen()) {
      try (SocketChannel client = listener.accept()) {
        serve(client);
      } catch (IOException _) {
        // the client is gone, or this server
      }
    }
  }

  private static void serve(SocketChannel client) throws IOException {
    var random = new Random(7);
    ByteBuffer commands = ByteBuffer.allocate(4096);
    while (client.read(commands) >= 0) {
      commands.flip();
      while (commands.remaining() >= 2) {
        if (commands.get() != 0x02) {
          throw new IOException("no command of the protocol");
        }
        byte[] answer = new byte[Byte.toUnsignedInt(commands.get())];
        random.nextBytes(answer);
        for (ByteBuffer out = ByteBuffer.wrap(answer); out.hasRemaining(); ) {
          client.write(out);
        }
      }
      commands.compact();
    }
  }

  @Override
  public void close() throws Exception {
    listener.close();
    thread.interrupt(); // closes the connection under way
    thread.join();
    Files.delete(socket);
    Files.delete(folder);
  }
}
