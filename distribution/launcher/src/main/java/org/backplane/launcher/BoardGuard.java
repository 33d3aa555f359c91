package org.backplane.launcher;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.Version;
import org.osgi.framework.hooks.bundle.CollisionHook;
import org.osgi.framework.hooks.bundle.FindHook;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the built-in bundles that the host stands on from being exchanged while it runs. The
 * watcher of the deploy folder does not see them, so that it cannot update them. A second bundle of
 * the same name and version is refused by the framework itself, one of another version by this
 * class: it does not resolve, and neither does one that is older than the built-in of its name.
 */
final class BoardGuard
    implements FindHook,
        CollisionHook,
        ResolverHookFactory,
        ResolverHook,
        SynchronousBundleListener {

  private static final Logger LOG = LoggerFactory.getLogger(BoardGuard.class);
  private static final String WATCHER = "org.apache.felix.fileinstall";

  private static final long NOT_YET = -1;

  private record BuiltIn(long id, Version version, boolean board) {
    boolean refuses(Bundle bundle) {
      return id != bundle.getBundleId() && (board || bundle.getVersion().compareTo(version) < 0);
    }
  }

  private final Map<String, BuiltIn> builtIn = new ConcurrentHashMap<>();
  private final Set<Long> boardIds = ConcurrentHashMap.newKeySet();
  private final Set<Long> refused = ConcurrentHashMap.newKeySet();

  /** Starts to watch over a framework, until that ends. */
  void guard(BundleContext system) {
    system.registerService(FindHook.class, this, null);
    system.registerService(CollisionHook.class, this, null);
    system.registerService(ResolverHookFactory.class, this, null);
    system.addBundleListener(this);
  }

  /** Takes note of a bundle, not of the board, that may be installed later than an operator's. */
  void expect(BundleIdentity bundle) {
    builtIn.put(bundle.name(), new BuiltIn(NOT_YET, bundle.version(), false));
  }

  /** Takes note of a bundle that came with the product, before anything resolves it. */
  void add(Bundle bundle, boolean board) {
    String name = bundle.getSymbolicName();
    builtIn.put(name, new BuiltIn(bundle.getBundleId(), bundle.getVersion(), board));
    if (board) {
      boardIds.add(bundle.getBundleId());
    }
  }

  @Override
  public void find(BundleContext context, Collection<Bundle> bundles) {
    if (WATCHER.equals(context.getBundle().getSymbolicName())) {
      bundles.removeIf(bundle -> boardIds.contains(bundle.getBundleId()));
    }
  }

  /** Takes part only while there is something to refuse. */
  @Override
  public @Nullable ResolverHook begin(Collection<BundleRevision> triggers) {
    return refused.isEmpty() ? null : this;
  }

  /**
   * Takes from a refused bundle what it requires, and from others what it provides. To filter it
   * out as a whole would do, but then Felix 7.0.5 finds no resolved providers for any other either.
   */
  @Override
  public void filterMatches(
      BundleRequirement requirement, Collection<BundleCapability> candidates) {
    if (refused.contains(requirement.getRevision().getBundle().getBundleId())) {
      candidates.clear();
    } else {
      candidates.removeIf(
          candidate -> refused.contains(candidate.getRevision().getBundle().getBundleId()));
    }
  }

  /** Decides on each bundle as it comes, and says why it will not start. */
  @Override
  public void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    switch (event.getType()) {
      case BundleEvent.INSTALLED, BundleEvent.UPDATED -> decide(bundle);
      case BundleEvent.UNINSTALLED -> refused.remove(bundle.getBundleId());
      default -> {}
    }
  }

  private void decide(Bundle bundle) {
    String name = bundle.getSymbolicName();
    BuiltIn own = name == null ? null : builtIn.get(name);
    if (own == null || !own.refuses(bundle)) {
      refused.remove(bundle.getBundleId());
      return;
    }
    refused.add(bundle.getBundleId());
    if (own.board()) {
      tellBoard(bundle.getLocation(), name);
    } else {
      LOG.warn(
          "{} is not used: its {} {} is older than the built-in {}; take the jar away",
          bundle.getLocation(),
          name,
          bundle.getVersion(),
          own.version());
    }
  }

  @Override
  public void filterCollisions(int operation, Bundle target, Collection<Bundle> collisions) {
    for (Bundle collision : collisions) {
      if (boardIds.contains(collision.getBundleId())) {
        tellBoard("a jar in the deploy folder", collision.getSymbolicName());
      }
    }
  }

  private static void tellBoard(String what, String name) {
    LOG.error(
        "{} is not used: {} belongs to the board, which cannot be exchanged; take the jar away",
        what,
        name);
  }

  @Override
  public void filterSingletonCollisions(
      BundleCapability singleton, Collection<BundleCapability> collisions) {
    // Left as they are.
  }

  @Override
  public void filterResolvable(Collection<BundleRevision> candidates) {
    // See above.
  }

  @Override
  public void end() {
    // Nothing is kept from one resolution to the next.
  }
}
