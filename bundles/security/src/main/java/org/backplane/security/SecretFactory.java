package org.backplane.security;

import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.osgi.service.component.annotations.Component;

/** Offers {@code secret}. */
@Component
public final class SecretFactory implements BackendFactory {

  private static final String MEMORY = "memory";

  private final FileReading reading = new FileReading();

  @Override
  public TypeDescription description() {
    return SecretType.TYPE;
  }

  /** Read once per definition: its file may be gone when the code is exchanged. */
  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    return new StoredSecret(creation.resources().keep(MEMORY, Mapping.class, () -> load(creation)));
  }

  private Mapping load(Creation creation) throws BackplaneException {
    byte[] secret = new SecretBytes(creation, reading).load();
    try {
      return StoredSecret.store(secret);
    } catch (LinuxException e) {
      throw new HostException(
          creation.subject(), "there is no memory for it: " + e.getMessage(), "", e);
    }
  }
}
