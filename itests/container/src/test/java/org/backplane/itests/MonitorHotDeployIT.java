package org.backplane.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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

/** The socket's code is exchanged under a monitor session that goes on. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MonitorHotDeployIT {

  private static final int UPDATES = 20;
  private static final int QUESTIONS = 50;

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;
  @Inject private Monitors monitors;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Test
  public void aSessionGoesOnThroughTwentyUpdatesOfItsCharacterDevice() throws Exception {
    var deploy = new Deploy(context);
    Bundle chardev = deploy.bundle("org.backplane.chardev");
    var old = new ArrayList<WeakReference<ClassLoader>>();
    try (var socket = new ListeningSocket(registry);
        var _ = monitors.open(ListeningSocket.ID, Monitors.Mode.CONTROL, false);
        SocketChannel client = socket.connect()) {
      var replies = new BufferedReader(Channels.newReader(client, StandardCharsets.US_ASCII));
      assertTrue(replies.readLine().startsWith("{\"QMP\""));
      ask(client, "{\"execute\":\"qmp_capabilities\"}");
      assertEquals("{\"return\":{}}", replies.readLine());
      for (int update = 0; update < UPDATES; update++) {
        old.add(Deploy.loader(chardev));
        Thread asking = askWhileUpdating(client, update);
        deploy.update(chardev);
        for (int n = 0; n < QUESTIONS; n++) {
          assertTrue(replies.readLine().contains("\"id\":" + (update * QUESTIONS + n)));
        }
        asking.join();
      }
    }
    Deploy.assertCollected(List.copyOf(old));
  }

  private static Thread askWhileUpdating(SocketChannel client, int update) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                for (int n = 0; n < QUESTIONS; n++) {
                  ask(
                      client,
                      "{\"execute\":\"query-name\",\"id\":%d}".formatted(update * QUESTIONS + n));
                }
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  private static void ask(SocketChannel client, String command) throws IOException {
    ListeningSocket.type(client, command + "\n");
  }
}
