package org.backplane.rng;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.backplane.api.HostException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random bytes from a file or device. One that has none at the moment is waited for; one at its end
 * may grow again and is looked at now and then. A request gets what a single read brings.
 */
final class DeviceEntropy implements RequestServer.Source {

  private static final Logger LOG = LoggerFactory.getLogger(DeviceEntropy.class);
  private static final int END_OF_FILE = -1;

  private final String subject;
  private final RequestMeter meter;
  private final EntropyFile device;
  private final Backoff atTheEnd = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
  private final Backoff falseAlarm = new Backoff(Duration.ofMillis(1), Duration.ofMillis(100));
  private byte[] bytes = {};
  private boolean endTold;
  private volatile boolean ended;

  /**
   * @param device is closed by {@link #end}
   */
  DeviceEntropy(String subject, RequestMeter meter, EntropyFile device) {
    this.subject = subject;
    this.meter = meter;
    this.device = device;
  }

  @Override
  public void serve(EntropyRequest request) {
    try {
      serveWhenReadable(request);
    } catch (LinuxException e) {
      meter.fail(
          request,
          new HostException(
              subject,
              "%s cannot be read: %s".formatted(device, e.getMessage()),
              "give a device that can, in a new object",
              e));
    } catch (IllegalStateException e) {
      if (!ended) {
        throw e;
      }
      meter.handBack(request); // it was closed while we waited
    }
  }

  private void serveWhenReadable(EntropyRequest request) throws LinuxException {
    boolean told = false; // that there is something to read
    while (!ended && !request.isDone()) {
      int count = read(request.sizeBytes());
      if (count > 0) {
        deliver(request, count);
        return;
      }
      if (count == END_OF_FILE) {
        pauseAtTheEnd();
        told = false;
      } else {
        if (told) {
          device.pause(falseAlarm.next()); // some devices say so always, such as /dev/hwrng
        }
        told = device.awaitReadable();
      }
    }
    meter.handBack(request);
  }

  private int read(int sizeBytes) throws LinuxException {
    if (bytes.length < sizeBytes) {
      bytes = new byte[sizeBytes];
    }
    return device.read(ByteBuffer.wrap(bytes, 0, sizeBytes));
  }

  private void deliver(EntropyRequest request, int count) {
    atTheEnd.reset();
    falseAlarm.reset();
    try {
      meter.fill(request, ByteBuffer.wrap(bytes, 0, count));
    } finally {
      Arrays.fill(bytes, 0, count, (byte) 0); // the guest's secret is nobody else's business
    }
  }

  private void pauseAtTheEnd() throws LinuxException {
    if (!endTold) {
      endTold = true;
      LOG.warn("{}: {} is at its end; looking again now and then", subject, device);
    }
    device.pause(atTheEnd.next());
  }

  @Override
  public void end() {
    ended = true;
    device.close();
  }
}
