package org.backplane.hostmem.memfd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.type.Property;
import org.backplane.linux.MemoryFile;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The type is there where the host can, with the properties that the host can. */
final class MemfdOfferTest {

  private final List<BackendFactory> offered = new ArrayList<>();
  private final BundleContext bundle =
      (BundleContext)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {BundleContext.class},
              (_, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("registerService");
                assertThat(arguments[0]).isEqualTo(BackendFactory.class);
                var factory = (BackendFactory) arguments[1];
                offered.add(factory);
                return registration(factory);
              });

  private ServiceRegistration<?> registration(BackendFactory factory) {
    return (ServiceRegistration<?>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ServiceRegistration.class},
            (_, method, _) -> {
              assertThat(method.getName()).isEqualTo("unregister");
              return offered.remove(factory);
            });
  }

  @Test
  void isThereWhileTheComponentIs() {
    var offer = new MemfdOffer(bundle, true, true);
    assertThat(offered).hasSize(1);
    assertThat(properties()).contains("seal", "hugetlb", "hugetlbsize", "prealloc", "size");
    offer.withdraw();
    assertThat(offered).isEmpty();
  }

  @Test
  void hasNoHugePagesWhereTheHostHasNone() {
    var _ = new MemfdOffer(bundle, true, false);
    assertThat(properties()).contains("seal").doesNotContain("hugetlb", "hugetlbsize");
  }

  @Test
  void isNotThereWhereTheHostCannotSeal() {
    var offer = new MemfdOffer(bundle, false, true);
    assertThat(offered).isEmpty();
    offer.withdraw();
  }

  @Test
  void looksAtThisHost() {
    var _ = new MemfdOffer(bundle);
    assertThat(offered).hasSize(MemoryFile.canSeal() ? 1 : 0);
  }

  private List<String> properties() {
    return offered.getFirst().description().properties().stream().map(Property::name).toList();
  }
}
