package org.backplane.itests;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;

/** A character device that keeps what the guest writes; its factory is a test's own service. */
final class CaptureChardev implements BackendFactory, Chardev, Connection {

  private final StringBuffer text = new StringBuffer();

  String text() {
    return text.toString();
  }

  /** The number behind the last complete line that starts with a word, or 0. */
  long last(String word) {
    String all = text();
    int end = all.lastIndexOf('\n');
    for (String line : all.substring(0, end + 1).lines().toList().reversed()) {
      if (line.startsWith(word + " ")) {
        return Long.parseLong(line.trim().split(" ")[1]);
      }
    }
    return 0;
  }

  @Override
  public TypeDescription description() {
    return new TypeDescription(
        "test-capture", "chardev", Container.CHARDEVS, "keeps what is written", List.of());
  }

  @Override
  public BackendObject create(Creation creation) {
    return this;
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    frontEnd.opened(this);
  }

  @Override
  public void detach(FrontEnd frontEnd) {}

  @Override
  public String filename() {
    return "test-capture";
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public String peer() {
    return "test";
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    text.append(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() {}
}
