package org.backplane.hostmem.memfd;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;

/** Offers {@code memory-backend-memfd}, as far as the host can. */
final class HostmemMemfdFactory implements BackendFactory {

  private final TypeDescription type;

  /**
   * @param hugePages whether the host has memory files of huge pages
   */
  HostmemMemfdFactory(boolean hugePages) {
    type = MemfdProperties.type(hugePages);
  }

  @Override
  public TypeDescription description() {
    return type;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    return HostmemMemfd.create(creation);
  }
}
