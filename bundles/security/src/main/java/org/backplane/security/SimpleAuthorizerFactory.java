package org.backplane.security;

import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code authz-simple}. */
@Component
public final class SimpleAuthorizerFactory implements BackendFactory {

  @Override
  public TypeDescription description() {
    return AuthzType.SIMPLE;
  }

  @Override
  public BackendObject create(Creation creation) {
    return new SimpleAuthorizer(creation.properties().text(AuthzType.IDENTITY));
  }
}
