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
  private Duration longestPause = Duration.ZERO;
  private long lastWrite = System.nanoTime();

  String text() {
    return text.toString();
  }

  /** The number behind the last complete line that starts with a word, or 0. */
  long last(String word) {
    int end = text.lastIndexOf("\n");
    int start = text.lastIndexOf("\n" + word + " ", end - 1);
    if (start < 0) {
      return 0;
    }
    String line = text.substring(start + 1, text.indexOf("\n", start + 1));
    return Long.parseLong(line.trim().split(" ")[1]);
  }

  /** The next {@link #longestPause} is counted from now on. */
  synchronized void watchPauses() {
    longestPause = Duration.ZERO;
    lastWrite = System.nanoTime();
  }

  /** The longest time without a word of the guest. */
  synchronized Duration longestPause() {
    return longestPause;
  }

  private synchronized void endPause() {
    long now = System.nanoTime();
    var pause = Duration.ofNanos(now - lastWrite);
    longestPause = pause.compareTo(longestPause) > 0 ? pause : longestPause;
    lastWrite = now;
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
    endPause();
  }

  @Override
  public void close() {}
}
