package org.backplane.rng;

import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.backplane.api.rng.EntropyRequest;

/**
 * Random bytes from the operating system's pool that never blocks, or from the JDK's own generator
 * where the JDK cannot reach that pool. For use by one thread.
 */
final class ProcessEntropy implements RequestServer.Source {

  private static final String KERNEL_POOL = "NativePRNGNonBlocking";

  private final RequestMeter meter;
  private final SecureRandom random = generator();
  private byte[] bytes = {};
  private ByteBuffer view = ByteBuffer.wrap(bytes);

  ProcessEntropy(RequestMeter meter) {
    this.meter = meter;
  }

  @Override
  public void serve(EntropyRequest request) {
    fitTo(request.sizeBytes());
    random.nextBytes(bytes);
    try {
      meter.fill(request, view);
    } finally {
      Arrays.fill(bytes, (byte) 0); // the guest's secret is nobody else's business
    }
  }

  // The generator fills whole arrays only. A guest asks for the same size each time, so one array
  // serves them all.
  private void fitTo(int sizeBytes) {
    if (bytes.length != sizeBytes) {
      bytes = new byte[sizeBytes];
      view = ByteBuffer.wrap(bytes);
    }
    view.clear();
  }

  private static SecureRandom generator() {
    try {
      return SecureRandom.getInstance(KERNEL_POOL);
    } catch (NoSuchAlgorithmException _) {
      return new SecureRandom();
    }
  }
}
