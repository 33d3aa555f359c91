package org.backplane.hostmem.memfd;

import java.util.Map;
import java.util.Optional;
import org.backplane.api.object.BackendFactory;
import org.backplane.linux.MemoryFile;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.LoggerFactory;

/**
 * Looks at the host when the bundle starts, and offers the type if it can be had at all: users see
 * a type that is not there, not one that never works.
 */
@Component(service = {})
public final class MemfdOffer {

  private final Optional<ServiceRegistration<BackendFactory>> offered;

  @Activate
  public MemfdOffer(BundleContext bundle) {
    this(bundle, MemoryFile.canSeal(), MemoryFile.canUseHugePages());
  }

  MemfdOffer(BundleContext bundle, boolean canSeal, boolean canUseHugePages) {
    if (canSeal) {
      var factory = new HostmemMemfdFactory(canUseHugePages);
      offered =
          Optional.of(
              bundle.registerService(
                  BackendFactory.class, factory, FrameworkUtil.asDictionary(Map.of())));
    } else {
      offered = Optional.empty();
      LoggerFactory.getLogger(MemfdOffer.class)
          .info("{} is not offered: this kernel cannot seal memory files", MemfdProperties.NAME);
    }
  }

  @Deactivate
  void withdraw() {
    offered.ifPresent(ServiceRegistration::unregister);
  }
}
