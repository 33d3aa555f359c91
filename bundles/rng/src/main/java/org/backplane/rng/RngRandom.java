package org.backplane.rng;

import java.util.Optional;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.api.type.PropertyValue;

/** Serves requests from a file or device. The open file belongs to the definition. */
final class RngRandom implements RngBackend {

  private final RequestServer server;

  /**
   * @param id names the worker thread
   * @param source ends with this object
   */
  RngRandom(String id, String subject, RequestMeter meter, DeviceEntropy source) {
    this.server =
        RequestServer.start(
            "backplane-rng-" + id, subject, RequestServer.Serving.PLATFORM, meter, source);
  }

  @Override
  public void request(EntropyRequest request) {
    server.submit(request);
  }

  @Override
  public Optional<PropertyValue> read(String property) {
    return RngBackendProperties.readLive(property);
  }

  @Override
  public void close() {
    server.close();
  }
}
