package org.backplane.launcher.product;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Does what its first argument says as soon as the launcher's exit service comes. */
public final class TestProduct implements BundleActivator, ServiceListener {

  private static final String EXIT = "(backplane.launch=exit)";

  private BundleContext context;
  private String order = "";

  /** The framework sets the context before anything else. */
  @SuppressWarnings("NullAway.Init")
  public TestProduct() {}

  @Override
  public void start(BundleContext bundle) throws Exception {
    context = bundle;
    say("started " + bundle.getBundle().getSymbolicName() + " " + bundle.getBundle().getVersion());
    bundle.addServiceListener(this, EXIT);
  }

  @Override
  public void serviceChanged(ServiceEvent event) {
    try {
      if (event.getType() == ServiceEvent.UNREGISTERING) {
        say("withdrawn");
        // As a machine does that ends on a signal: it asks for the end that has already begun.
        ((IntConsumer) context.getService(event.getServiceReference())).accept(7);
      } else if (event.getType() == ServiceEvent.REGISTERED) {
        var found = context.getAllServiceReferences(String[].class.getName(), null);
        order = String.join(" ", (String[]) context.getService(found[0]));
        follow((IntConsumer) context.getService(event.getServiceReference()));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void follow(IntConsumer exit) throws Exception {
    say("got " + order);
    if (order.startsWith("exit ")) {
      exit.accept(Integer.parseInt(order.substring(5)));
    } else if (order.equals("log")) {
      Logger.getLogger("product").log(Level.WARNING, "a warning of {0}", 1);
      exit.accept(0);
    } else if (List.of("more", "ready").contains(order)) {
      var found = context.getServiceReferences(Runnable.class, "(backplane.launch=" + order + ")");
      context.getService(found.iterator().next()).run();
      say("done " + order);
      exit.accept(0);
    }
  }

  @Override
  public void stop(BundleContext bundle) throws InterruptedException {
    say("stopped " + bundle.getBundle().getSymbolicName());
    if (order.equals("hang")) {
      new CountDownLatch(1).await();
    }
  }

  /** Standard error is the one stream that the launcher leaves to everybody. */
  private static void say(String line) {
    System.err.println("# " + line);
  }
}
