package org.backplane.itests;

import static org.junit.Assert.assertTrue;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** What an operator's deploy does to bundles. */
final class Deploy {

  private final BundleContext context;

  Deploy(BundleContext context) {
    this.context = context;
  }

  /** Stop, new bytes, refresh, start: what an operator's deploy does. */
  void update(Bundle bundle) throws Exception {
    bundle.stop();
    try (var jar = URI.create(bundle.getLocation()).toURL().openStream()) {
      bundle.update(jar);
    }
    var refreshed = new CountDownLatch(1);
    context
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(Set.of(bundle), _ -> refreshed.countDown());
    assertTrue(refreshed.await(20, TimeUnit.SECONDS));
    bundle.start();
  }

  static WeakReference<ClassLoader> loader(Bundle bundle) {
    return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
  }

  static void assertCollected(List<WeakReference<ClassLoader>> loaders) {
    Await.until(
        "all replaced class loaders to be collected",
        () -> {
          System.gc();
          return loaders.stream().allMatch(loader -> loader.get() == null);
        },
        () -> loaders.stream().filter(l -> l.get() != null).count() + " are still there");
  }

  Bundle bundle(String name) {
    for (Bundle bundle : context.getBundles()) {
      if (name.equals(bundle.getSymbolicName())) {
        return bundle;
      }
    }
    throw new AssertionError("no bundle " + name);
  }
}
