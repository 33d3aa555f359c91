package org.backplane.rng;

import java.util.Optional;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.api.type.PropertyValue;

/** Serves every request in full from the process's own generator. It owns no host resources. */
final class RngBuiltin implements RngBackend {

  private final RequestServer server;

  /**
   * @param id names the worker thread
   * @param subject names the object in messages
   */
  RngBuiltin(String id, String subject, RequestMeter meter) {
    server =
        RequestServer.start(
            "backplane-rng-" + id,
            subject,
            RequestServer.Serving.VIRTUAL,
            meter,
            new ProcessEntropy(meter));
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
