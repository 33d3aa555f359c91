package org.backplane.launcher;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the bundles in two steps: those of the first answer at once, the others behind it, when
 * the product asks for them or has answered, or at the latest after {@link #PATIENCE_SECONDS}.
 */
final class StartSequence {

  private static final Logger LOG = LoggerFactory.getLogger(StartSequence.class);
  private static final long PATIENCE_SECONDS = 5;
  private static final long REST_SECONDS = 30;

  private final BundleStart bundles;
  private final List<Feature> first;
  private final List<Feature> behind;
  private final Runnable afterwards;
  private final CountDownLatch wanted = new CountDownLatch(1);
  private final CountDownLatch complete = new CountDownLatch(1);

  /**
   * @param features all features
   * @param customised whether the operator's own bundles and configurations are to be there first
   * @param afterwards what has time until everything is started
   */
  StartSequence(
      BundleStart bundles, List<Feature> features, boolean customised, Runnable afterwards) {
    this.bundles = bundles;
    this.afterwards = afterwards;
    this.first = features.stream().filter(feature -> isFirst(feature, customised)).toList();
    this.behind = features.stream().filter(feature -> !isFirst(feature, customised)).toList();
  }

  private static boolean isFirst(Feature feature, boolean customised) {
    return switch (feature.stage()) {
      case FIRST -> true;
      case FIRST_IF_CUSTOMISED -> customised;
      case BEHIND -> false;
    };
  }

  /** Starts the first bundles, and a thread that will start the others. */
  void begin() {
    bundles.start(first);
    Thread.ofPlatform().name("backplane-start").daemon().start(this::startTheRest);
  }

  private void startTheRest() {
    try {
      boolean asked = wanted.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
      LOG.debug("starting the remaining bundles, {}", asked ? "as asked" : "unasked");
      bundles.start(behind);
      afterwards.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      complete.countDown();
    }
  }

  /** Starts no further bundle, and returns when the one at hand is done with. */
  void abandon() {
    bundles.abandon();
    complete();
  }

  /** Lets the remaining bundles start, and returns when they have. Any thread. */
  void complete() {
    wanted.countDown();
    try {
      if (!complete.await(REST_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("some bundles have not started within {} s", REST_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
