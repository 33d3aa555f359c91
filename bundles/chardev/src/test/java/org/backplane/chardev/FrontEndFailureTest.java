package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A front end whose bundle goes while it is called: the device and its next peers live on. */
final class FrontEndFailureTest {

  /** Where a class is missing. */
  private enum Where {
    LIMIT,
    OPENED,
    RECEIVED,
    CLOSED
  }

  @TempDir private Path folder;

  private Device device(Path path) throws BackplaneException {
    return Device.socket(Map.of("path", path.toString(), "server", true, "wait", false));
  }

  @ParameterizedTest
  @EnumSource(
      value = Where.class,
      names = {"OPENED", "RECEIVED", "CLOSED"})
  void aMissingClassCostsThePeerAndNoPlace(Where where) throws Exception {
    Path path = folder.resolve("s");
    var failures = new AtomicInteger();
    try (Device device = device(path)) {
      device.code().attach(new Failing(where, failures));
      for (int i = 1; i <= 3; i++) {
        try (Client client = Client.of(path)) {
          switch (where) {
            case RECEIVED -> client.send("x");
            case CLOSED -> client.channel().shutdownOutput();
            case LIMIT, OPENED -> {}
          }
          assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(failures).hasValue(i);
      }
    }
  }

  @Test
  void aMissingClassWhenAskedForTheLimitDoesNotEndTheListening() throws Exception {
    Path path = folder.resolve("s");
    var failures = new AtomicInteger();
    var frontEnd = new Failing(Where.LIMIT, failures);
    try (Device device = device(path)) {
      device.code().attach(frontEnd);
      Await.until("a failure", () -> failures.get() > 0);
      frontEnd.healed.set(true);
      try (Client client = Client.of(path)) {
        client.send("x");
        Await.until("the byte", () -> frontEnd.received.get() == 1);
      }
    }
  }

  private static final class Failing implements FrontEnd {
    private final Where where;
    private final AtomicInteger failures;
    private final AtomicBoolean healed = new AtomicBoolean();
    private final AtomicInteger received = new AtomicInteger();

    Failing(Where where, AtomicInteger failures) {
      this.where = where;
      this.failures = failures;
    }

    private void at(Where here) {
      if (here == where && !healed.get()) {
        failures.incrementAndGet();
        throw new NoClassDefFoundError("gone on purpose");
      }
    }

    @Override
    public int connectionLimit() {
      at(Where.LIMIT);
      return 1;
    }

    @Override
    public void opened(Connection connection) {
      at(Where.OPENED);
    }

    @Override
    public void received(Connection connection, ByteBuffer data) {
      received.addAndGet(data.remaining());
      at(Where.RECEIVED);
    }

    @Override
    public void closed(Connection connection) {
      at(Where.CLOSED);
    }
  }
}
