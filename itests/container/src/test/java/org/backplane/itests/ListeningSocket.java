package org.backplane.itests;

import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;

/** A character device that listens in a folder of its own; nothing of either is left at the end. */
final class ListeningSocket implements AutoCloseable {

  /** The device's id. */
  static final String ID = "c0";

  private final ObjectRegistry registry;
  private final Path folder = Files.createTempDirectory(ID);
  private final Path path = folder.resolve("socket");

  ListeningSocket(ObjectRegistry registry) throws IOException, BackplaneException {
    this.registry = registry;
    Map<String, String> words = Map.of("path", path.toString(), "server", "on", "wait", "off");
    registry.add(
        new ObjectRequest(
            Container.CHARDEVS, "socket", ID, Options.ofWords(Dialect.COMMAND_LINE, words)));
  }

  SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  /** Sends all of a text. */
  static void type(SocketChannel peer, String text) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    while (bytes.hasRemaining()) {
      peer.write(bytes);
    }
  }

  @Override
  public void close() throws IOException, BackplaneException {
    registry.remove(ObjectPath.chardev(ID));
    assertFalse(Files.exists(path));
    Files.delete(folder);
  }
}
