package org.backplane.cli;

import org.backplane.api.NotActiveException;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.http.PageServer;
import org.backplane.api.job.Jobs;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.launch.StartGate;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.option.OptionParser;
import org.backplane.api.qtest.RegisterTestServer;
import org.backplane.api.trace.Tracing;

/**
 * What the command line works with. Each getter waits for its service, within a deadline.
 *
 * <p>Each throws {@link NotActiveException} when the service does not come.
 */
interface HostServices {

  OptionParser parser() throws NotActiveException;

  ObjectRegistry registry() throws NotActiveException;

  Jobs jobs() throws NotActiveException;

  MachineBuilder machines() throws NotActiveException;

  /**
   * Lets somebody use monitors whenever they are offered.
   *
   * @return ends that; those that are in use are gone for the user then
   */
  Registration follow(ServiceUser<Monitors> user) throws NotActiveException;

  /** Like {@link #follow}, for what lets test programs in. */
  Registration followTestServer(ServiceUser<RegisterTestServer> user) throws NotActiveException;

  /** As {@link #follow}, for who shows pages over HTTP. */
  Registration followPages(ServiceUser<PageServer> user) throws NotActiveException;

  /** Lets others see that the host waits before its machine is built. */
  Registration offer(Preconfiguration preconfiguration);

  DebugServer debugServer() throws NotActiveException;

  Tracing tracing() throws NotActiveException;

  StartGate startGate() throws NotActiveException;

  /** Lets the bundles start that a first answer does not need; returns when they have. */
  void startTheRest();
}
