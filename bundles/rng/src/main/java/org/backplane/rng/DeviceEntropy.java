package org.backplane.rng;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.backplane.api.HostException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random bytes from a file or device. One that has none at the moment is waited for; one at its end
 * may grow again and is looked at now and then. A request gets what a single read brings.
 */
final class DeviceEntropy implements RequestServer.Source {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceEntropy.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration FOREVER = Duration.ofDays(365);
  private static final int END_OF_FILE = -1;

  private final String subject;
  private final FileDescriptor device;
  private final Poller poller;
  private Duration pause = FIRST_PAUSE;
  private byte[] bytes = {};
  private boolean endTold;
  private volatile boolean ended;

  /**
   * @param device open for reading without blocking; stays open
   * @param poller is closed by {@link #end}
   */
  DeviceEntropy(String subject, FileDescriptor device, Poller poller) {
    this.subject = subject;
    this.device = device;
    this.poller = poller;
  }

  @Override
  public void serve(EntropyRequest request) {
    try {
      serveWhenReadable(request);
    } catch (LinuxException e) {
      request.fail(
          new HostException(
              subject,
              "%s cannot be read: %s".formatted(device, e.getMessage()),
              "give a device that can, in a new object",
              e));
    } catch (IllegalStateException e) {
      if (!ended) {
        throw e;
      }
      request.handBack(); // the poller was closed while we waited
    }
  }

  private void serveWhenReadable(EntropyRequest request) throws LinuxException {
    while (!ended && !request.isDone()) {
      int count = read(request.sizeBytes());
      if (count > 0) {
        deliver(request, count);
        return;
      }
      if (count == END_OF_FILE) {
        pauseAtTheEnd();
      } else {
        poller.awaitReadable(device, FOREVER);
      }
    }
    request.handBack();
  }

  private int read(int sizeBytes) throws LinuxException {
    if (bytes.length < sizeBytes) {
      bytes = new byte[sizeBytes];
    }
    return device.read(ByteBuffer.wrap(bytes, 0, sizeBytes));
  }

  private void deliver(EntropyRequest request, int count) {
    pause = FIRST_PAUSE;
    try {
      request.fill(ByteBuffer.wrap(bytes, 0, count));
    } finally {
      Arrays.fill(bytes, 0, count, (byte) 0); // the guest's secret is nobody else's business
    }
  }

  private void pauseAtTheEnd() throws LinuxException {
    if (!endTold) {
      endTold = true;
      LOG.warn("{}: {} is at its end; looking again now and then", subject, device);
    }
    poller.pause(pause);
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  @Override
  public void end() {
    ended = true;
    poller.close();
  }
}
