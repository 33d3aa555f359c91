package org.backplane.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.inject.Inject;
import javax.management.ObjectName;
import org.backplane.api.http.PageServer;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
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

/** The bundles that show how a host is are exchanged while somebody reads it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MetricsHotDeployIT {

  private static final int UPDATES = 20;
  private static final String BEAN =
      "org.backplane:type=object,path=\"/objects/rng0\",kind=rng-builtin";

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;

  private final HttpClient client = HttpClient.newHttpClient();

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Test
  public void updatesLeaveNoCodeBeansThreadsOrPort() throws Exception {
    add();
    var deploy = new Deploy(context);
    var old = new ArrayList<WeakReference<ClassLoader>>();
    var over = new AtomicBoolean();
    var root = new AtomicReference<>("");
    Thread load = Thread.ofVirtual().start(() -> readUntil(over, root));
    int port = 0;
    for (int update = 0; update < UPDATES; update++) {
      PageServer.Site site = show(port);
      port = site.address().getPort();
      root.set(site.root());
      awaitText("/metrics", site, "path=\"/objects/rng0\"");
      awaitText("/health", site, "\"objects-failed\"");
      awaitBean(true);
      for (String name : List.of("org.backplane.metrics", "org.backplane.health")) {
        Bundle bundle = deploy.bundle(name);
        old.add(Deploy.loader(bundle));
        deploy.update(bundle);
      }
      assertFalse(connects(port));
    }
    over.set(true);
    load.join();
    assertEquals(1, beans());
    Deploy.assertCollected(List.copyOf(old));
    awaitNoThread();
    registry.remove(ObjectPath.object("rng0"));
    awaitBean(false);
  }

  @Test
  public void aStoppedBundleTakesEverythingWithIt() throws Exception {
    add();
    Bundle metrics = new Deploy(context).bundle("org.backplane.metrics");
    int port = show(0).address().getPort();
    awaitBean(true);
    metrics.stop();
    try {
      assertFalse(connects(port));
      assertEquals(0, beans());
      awaitNoThread();
    } finally {
      metrics.start();
    }
    registry.remove(ObjectPath.object("rng0"));
  }

  @Test
  public void healthTellsOfAnObjectWhoseBundleStops() throws Exception {
    add();
    Bundle rng = new Deploy(context).bundle("org.backplane.rng");
    try (PageServer.Site site = show(0)) {
      awaitText("/health", site, "every object has its code");
      rng.stop();
      awaitText("/health", site, "rng-builtin 'rng0': waiting for a bundle");
      rng.start();
      awaitText("/health", site, "every object has its code");
    }
    registry.remove(ObjectPath.object("rng0"));
  }

  private void add() throws Exception {
    registry.add(
        new ObjectRequest(
            Container.OBJECTS,
            "rng-builtin",
            "rng0",
            Options.ofWords(Dialect.COMMAND_LINE, Map.of())));
  }

  private PageServer.Site show(int port) throws Exception {
    Await.until("the server", () -> context.getServiceReference(PageServer.class) != null);
    ServiceReference<PageServer> reference = context.getServiceReference(PageServer.class);
    try {
      return context.getService(reference).show(Integer.toString(port));
    } finally {
      context.ungetService(reference);
    }
  }

  private void readUntil(AtomicBoolean over, AtomicReference<String> root) {
    while (!over.get()) {
      for (String path : List.of("/metrics", "/health", "/health/ready")) {
        try {
          get(root.get() + path);
        } catch (IOException | IllegalArgumentException _) {
          Thread.onSpinWait(); // just between two servers
        }
      }
    }
  }

  private String get(String address) throws IOException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(10)).build();
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitText(String path, PageServer.Site site, String part) {
    var last = new AtomicReference<>("");
    Await.until(
        part + " at " + path,
        () -> {
          try {
            last.set(get(site.root() + path));
          } catch (IOException e) {
            last.set(e.toString());
          }
          return last.get().contains(part);
        },
        last::get);
  }

  private static void awaitBean(boolean present) {
    Await.until(
        "the bean to be there: " + present,
        () -> {
          try {
            return ManagementFactory.getPlatformMBeanServer().isRegistered(new ObjectName(BEAN))
                == present;
          } catch (javax.management.JMException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static int beans() throws Exception {
    return ManagementFactory.getPlatformMBeanServer()
        .queryNames(new ObjectName("org.backplane:*"), null)
        .size();
  }

  /** Of the JDK's HTTP server. */
  private static void awaitNoThread() {
    Await.until(
        "no thread of a server that is closed",
        () -> serverThreads().isEmpty(),
        () -> serverThreads().toString());
  }

  private static Set<String> serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("HTTP-Dispatcher") || name.contains("backplane-http"))
        .collect(Collectors.toSet());
  }

  private static boolean connects(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
