package org.backplane.itests;

import static org.junit.Assert.assertTrue;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

  /**
   * Fails with the names of those that are left, and a heap dump that tells what holds them.
   *
   * @param loaders in the order in which they were replaced
   */
  static void assertCollected(List<WeakReference<ClassLoader>> loaders) {
    Await.until(
        "all replaced class loaders to be collected",
        () -> {
          System.gc();
          return loaders.stream().allMatch(loader -> loader.get() == null);
        },
        () ->
            "still there of %d: %s; %s"
                .formatted(loaders.size(), survivors(loaders), HeapDump.write()));
  }

  /** As texts: a dump must not show this test as who holds a loader. */
  private static List<String> survivors(List<WeakReference<ClassLoader>> loaders) {
    return IntStream.range(0, loaders.size())
        .filter(i -> loaders.get(i).get() != null)
        .mapToObj(i -> "%s of update %d".formatted(loaders.get(i).get(), i))
        .toList();
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
