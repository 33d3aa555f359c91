package org.backplane.itests;

import static org.backplane.itests.ListeningSocket.type;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.backplane.api.monitor.Monitors;
import org.backplane.api.object.ObjectRegistry;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The human monitor's code is exchanged while somebody types at it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HumanMonitorHotDeployIT {

  private static final int UPDATES = 20;
  private static final String PROMPT = "(qemu) ";

  // No monitors here: what is injected once would hold on to the first code.
  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Test
  public void nothingOfTheOldCodeIsLeftAfterTwentyUpdates() throws Exception {
    var deploy = new Deploy(context);
    Bundle monitor = deploy.bundle("org.backplane.monitor");
    var old = new ArrayList<WeakReference<ClassLoader>>();
    try (var socket = new ListeningSocket(registry)) {
      for (int update = 0; update < UPDATES; update++) {
        open();
        try (SocketChannel person = socket.connect()) {
          until(person, PROMPT);
          type(person, "info chard\t\r");
          assertTrue(until(person, PROMPT).contains("c0: filename="));
          type(person, "object_add rng-builtin,\tid\u001b[A\u0012inf"); // amid a search
          until(person, "info chardev");
          old.add(Deploy.loader(monitor));
          deploy.update(monitor);
          assertEquals(-1, afterAll(person)); // hung up
        }
      }
    }
    Deploy.assertCollected(List.copyOf(old));
    Await.until("the sessions' threads to end", () -> monitorThreads() == 0, () -> "some are left");
  }

  private static long monitorThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("c0 peer"))
        .count();
  }

  private void open() throws Exception {
    Await.until(
        "the monitors' service",
        () -> context.getServiceReference(Monitors.class) != null,
        () -> "it is not there");
    ServiceReference<Monitors> monitors = context.getServiceReference(Monitors.class);
    try {
      context.getService(monitors).open(ListeningSocket.ID, Monitors.Mode.READLINE, false);
    } finally {
      context.ungetService(monitors);
    }
  }

  /** What shows up to a mark that ends it. */
  private static String until(SocketChannel person, String mark) throws IOException {
    var shown = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (shown.indexOf(mark) < 0) {
      assertTrue("hung up after " + shown, person.read(one.clear()) > 0);
      shown.append((char) one.get(0));
    }
    return shown.toString();
  }

  private static int afterAll(SocketChannel person) throws IOException {
    ByteBuffer rest = ByteBuffer.allocate(1024);
    int count = person.read(rest);
    while (count > 0) {
      count = person.read(rest.clear());
    }
    return count;
  }
}
