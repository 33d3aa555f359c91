package org.backplane.vm.runtime;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;

/** A character device with a peer that reads everything, but takes its time. */
final class Terminal implements Chardev, Connection {

  private static final long READING_NANOS = 20_000_000;

  final List<String> written = new CopyOnWriteArrayList<>();
  private final List<String> log;

  Terminal(List<String> log) {
    this.log = log;
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    frontEnd.opened(this);
  }

  @Override
  public void detach(FrontEnd frontEnd) {
    log.add("detached");
  }

  @Override
  public String filename() {
    return "terminal";
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public String peer() {
    return "terminal";
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) {
    LockSupport.parkNanos(READING_NANOS);
    written.add(StandardCharsets.US_ASCII.decode(data).toString());
    log.add("written");
  }

  @Override
  public void close() {}
}
