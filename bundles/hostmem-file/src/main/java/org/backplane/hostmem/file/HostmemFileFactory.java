package org.backplane.hostmem.file;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code memory-backend-file}. */
@Component
public final class HostmemFileFactory implements BackendFactory {

  @Override
  public TypeDescription description() {
    return FileProperties.TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    return HostmemFile.create(creation);
  }
}
