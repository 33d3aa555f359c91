package org.backplane.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.RunState;
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

/** The stub and its socket are exchanged while a debugger has the machine in its hands. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DebuggerHotDeployIT {

  private static final int UPDATES = 5;

  @Inject private BundleContext context;
  @Inject private ObjectRegistry registry;
  @Inject private MachineBuilder builder;

  @Configuration
  public Option[] config() {
    return Backplane.asShipped();
  }

  @Test
  public void anUpdateHangsUpAndLeavesNeitherBreakpointsNorCode() throws Exception {
    var deploy = new Deploy(context);
    Bundle gdb = deploy.bundle("org.backplane.gdb");
    Path folder = Files.createTempDirectory("gdb");
    Path socket = folder.resolve("s");
    var old = new ArrayList<WeakReference<ClassLoader>>();
    add("rng-builtin", "rng0");
    try (var guest = new Guest(context, registry, builder, "rng0", "rng-loop")) {
      for (int update = 0; update < UPDATES; update++) {
        old.add(Deploy.loader(gdb));
        listen(socket);
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
          InputStream answers = Channels.newInputStream(client);
          assertEquals("+$T05thread:01;#", ask(client, answers, "?"));
          String pc = ask(client, answers, "p20").substring(2, 18);
          assertEquals("+$OK#", ask(client, answers, "Z0," + reversed(pc) + ",4"));
          deploy.update(gdb);
          assertEquals(-1, answers.read());
        }
        assertFalse(Files.exists(socket));
        assertTrue(registry.find(ObjectPath.chardev("gdb")).isEmpty());
        assertEquals(RunState.PAUSED, guest.machine.state());
        guest.machine.cont();
        guest.awaitProgress(20);
      }
    }
    registry.remove(ObjectPath.object("rng0"));
    Files.delete(folder);
    Deploy.assertCollected(List.copyOf(old));
  }

  @Test
  public void aDebuggerStaysThroughUpdatesOfItsCharacterDevice() throws Exception {
    var deploy = new Deploy(context);
    Bundle chardev = deploy.bundle("org.backplane.chardev");
    Path folder = Files.createTempDirectory("gdb");
    Path socket = folder.resolve("s");
    add("rng-builtin", "rng0");
    try (var _ = new Guest(context, registry, builder, "rng0", "rng-loop")) {
      listen(socket);
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
        InputStream answers = Channels.newInputStream(client);
        for (int update = 0; update < UPDATES; update++) {
          assertEquals("+$QC01#", ask(client, answers, "qC"));
          deploy.update(chardev);
        }
        assertEquals("+$OK#", ask(client, answers, "D"));
      }
      listen("none");
      assertFalse(Files.exists(socket));
    }
    registry.remove(ObjectPath.object("rng0"));
    Files.delete(folder);
  }

  private void add(String type, String id) throws Exception {
    registry.add(
        new ObjectRequest(
            Container.OBJECTS, type, id, Options.ofWords(Dialect.COMMAND_LINE, Map.of())));
  }

  private void listen(Path socket) throws Exception {
    listen("unix:" + socket);
  }

  private void listen(String device) throws Exception {
    Await.until("the debug server", () -> context.getServiceReference(DebugServer.class) != null);
    ServiceReference<DebugServer> reference = context.getServiceReference(DebugServer.class);
    context.getService(reference).listen(device);
    context.ungetService(reference);
  }

  private static String ask(SocketChannel client, InputStream answers, String body)
      throws IOException {
    String packet = "$" + body + "#" + "%02x".formatted(body.chars().sum() & 0xff);
    ByteBuffer bytes = ByteBuffer.wrap(packet.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
    var answer = new StringBuilder();
    for (int c = answers.read(); c >= 0; c = answers.read()) {
      answer.append((char) c);
      if (c == '#') {
        answers.readNBytes(2);
        break;
      }
    }
    return answer.toString();
  }

  /** A value as it is written, from one that has its lowest byte first. */
  private static String reversed(String digits) {
    return Long.toHexString(Long.reverseBytes(Long.parseUnsignedLong(digits, 16)));
  }
}
