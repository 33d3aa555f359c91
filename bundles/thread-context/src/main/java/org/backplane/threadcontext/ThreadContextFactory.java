package org.backplane.threadcontext;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.NumaTopology;
import org.osgi.service.component.annotations.Component;

/** Offers {@code thread-context}. */
@Component
public final class ThreadContextFactory implements BackendFactory {

  @Override
  public TypeDescription description() {
    return ThreadContextType.TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    return LiveThreadContext.create(creation, NumaTopology.read());
  }
}
