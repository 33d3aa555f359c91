package org.backplane.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of stream sockets say often. */
@Timeout(60)
abstract class StreamSocketRig {

  @TempDir Path folder;

  @BeforeEach
  void warmUp() throws Exception {
    StreamSocket.pair().close();
    SelfMaps.openDescriptors();
  }

  FileDescriptor file(String text) throws IOException {
    Path path = Files.writeString(folder.resolve(text), text);
    return FileDescriptor.open(path, Set.of(OpenFlag.READ));
  }

  static String read(StreamSocket from) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(64);
    from.read(target);
    return text(target);
  }

  static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  static String text(ByteBuffer written) {
    return StandardCharsets.UTF_8.decode(written.flip()).toString();
  }
}
