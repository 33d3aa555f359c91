package org.backplane.monitor;

import org.backplane.api.metric.Measured;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.monitor.control.Surroundings;

/** What monitors live in. */
interface World {

  /** The product's version. */
  String version();

  /** Keeps the surroundings up to date until what it answers is closed. */
  Registration follow(Surroundings around);

  /** Shows everybody what is measured until what it answers is closed. */
  Registration publish(Measured measured);
}
