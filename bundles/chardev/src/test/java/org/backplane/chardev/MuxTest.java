package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.InUseException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.object.ObjectPath;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A serial port and a monitor on one socket, which stands for a terminal. */
@Timeout(60)
final class MuxTest {

  private static final String ALONE =
      """
      \r
      C-a h    print this help\r
      C-a x    end the emulator\r
      C-a b    send a break\r
      C-a C-a  send C-a\r
      """;

  private static final Duration SECONDS = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final MuxFactory factory = new MuxFactory();
  private final MuxPortFactory portFactory = new MuxPortFactory();
  private final RecordingFrontEnd serial = new RecordingFrontEnd(1);
  private final RecordingFrontEnd monitor = new RecordingFrontEnd(1);
  private final List<TestCreation> definitions = new ArrayList<>();
  private Device base;
  private MuxChardev mux;
  private Chardev port;
  private Client user;

  @BeforeEach
  void make() throws Exception {
    Path path = folder.resolve("s");
    base = Device.socket(Map.of("path", path.toString(), "server", true, "wait", false));
    var definition = new TestCreation(factory.description(), "c", Map.of("chardev", "c-base"));
    definition.offering(ObjectPath.chardev("c-base"), base.code());
    definitions.add(definition);
    mux = (MuxChardev) factory.create(definition);
    port = port("c.1", true);
    user = Client.of(path);
  }

  private Chardev port(String id, boolean onDemand) throws Exception {
    var definition =
        new TestCreation(portFactory.description(), id, Map.of("mux", "c", "on-demand", onDemand));
    definition.offering(ObjectPath.chardev("c"), mux);
    definitions.add(definition);
    return (Chardev) portFactory.create(definition);
  }

  @AfterEach
  void end() throws Exception {
    user.close();
    port.close();
    mux.close();
    base.close();
    definitions.forEach(TestCreation::close);
  }

  @Test
  void theFirstGetsWhatIsTypedUntilSomebodySwitches() throws Exception {
    mux.attach(serial);
    port.attach(monitor);
    assertThat(mux.filename()).isEqualTo("mux");
    Connection guest = serial.awaitOpened();
    user.send("ls\1cquit\1cpwd");
    serial.awaitText("ls");
    Connection dialogue = monitor.awaitOpened();
    monitor.awaitText("quit");
    serial.awaitText("pwd");
    assertThat(user.receive(16)).isEqualTo("\r\n[c.1]\r\n\r\n[c]\r\n");
    guest.write(bytes("guest"), SECONDS);
    assertThat(user.receive(5)).isEqualTo("guest");
    dialogue.write(bytes("mon"), SECONDS);
    assertThat(user.receive(3)).isEqualTo("mon");
    user.close();
    assertThat(serial.awaitClosed()).isSameAs(guest);
    assertThat(monitor.awaitClosed()).isSameAs(dialogue);
  }

  @Test
  void whoIsNotThereOnDemandSeesThePeerAtOnce() throws Exception {
    Chardev second = port("c.2", false);
    var console = new RecordingFrontEnd(1);
    second.attach(console);
    console.awaitOpened().write(bytes("early"), SECONDS);
    assertThat(user.receive(5)).isEqualTo("early");
    port.attach(monitor);
    monitor.assertQuiet();
    second.close();
  }

  @Test
  void aKeyEndsTheEmulatorAndAnotherHelps() throws Exception {
    var status = new CompletableFuture<Integer>();
    factory.bindExit(status::complete);
    mux.attach(serial);
    serial.awaitOpened();
    user.send("\1h");
    assertThat(user.receive(60)).contains("C-a h").contains("C-a x    end the emulator");
    user.send("\1x");
    assertThat(status.get()).isZero();
  }

  @Test
  void theHelpNamesTheKeyForOthersOnlyWhenThereAreAny() throws Exception {
    mux.attach(serial);
    serial.awaitOpened();
    user.send("\1h");
    String alone = user.receive(ALONE.length());
    assertThat(alone).isEqualTo(ALONE);
    port.attach(monitor);
    user.send("\1h");
    String others = "C-a c    switch to the next user of this terminal\r\n";
    assertThat(user.receive(ALONE.length() + others.length())).contains(others);
  }

  @Test
  void aBreakIsForWhoeverListens() throws Exception {
    var broken = new CountDownLatch(2);
    mux.attach(
        new FrontEnd() {
          @Override
          public void opened(Connection connection) {}

          @Override
          public void received(Connection connection, ByteBuffer data) {}

          @Override
          public void broken() {
            broken.countDown();
          }

          @Override
          public void closed(Connection connection) {}
        });
    user.send("\1b");
    mux.sendBreak();
    broken.await();
  }

  @Test
  void whoeverHangsUpIsCalledAgainByTheNextKey() throws Exception {
    mux.attach(serial);
    port.attach(monitor);
    Connection guest = serial.awaitOpened();
    user.send("\1c");
    Connection first = monitor.awaitOpened();
    first.close();
    assertThat(monitor.awaitClosed()).isSameAs(first);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> first.write(bytes("x"), SECONDS));
    user.send("k");
    assertThat(monitor.awaitOpened().id()).isNotEqualTo(first.id());
    monitor.awaitText("k");
    guest.write(bytes("lives on"), SECONDS);
    serial.assertQuiet();
  }

  @Test
  void newCodeGoesOnWithTheSameConversationsAndListener() throws Exception {
    mux.attach(serial);
    Connection before = serial.awaitOpened();
    port.attach(monitor);
    user.send("\1c");
    Connection dialogue = monitor.awaitOpened();
    port.close();
    mux.close();
    mux = (MuxChardev) factory.create(definitions.get(0));
    definitions.get(1).offering(ObjectPath.chardev("c"), mux);
    port = (Chardev) portFactory.create(definitions.get(1));
    mux.attach(serial);
    port.attach(monitor);
    assertThat(serial.awaitOpened().id()).isEqualTo(before.id());
    assertThat(monitor.awaitOpened().id()).isEqualTo(dialogue.id());
    user.send("on");
    monitor.awaitText("on");
    serial.assertQuiet();
  }

  @Test
  void aFrontEndThatFailsCostsNobodyElseThePeer() throws Exception {
    mux.attach(serial);
    Connection guest = serial.awaitOpened();
    port.attach(
        new FrontEnd() {
          @Override
          public void opened(Connection connection) {
            throw new NoClassDefFoundError("gone on purpose");
          }

          @Override
          public void received(Connection connection, ByteBuffer data) {
            throw new IllegalStateException("broken on purpose");
          }

          @Override
          public void closed(Connection connection) {}
        });
    user.send("\1cx\1cy");
    serial.awaitText("y");
    guest.write(bytes("!"), SECONDS);
  }

  @Test
  void thereAreFourPlaces() throws Exception {
    Chardev third = port("c.2", false);
    Chardev fourth = port("c.3", false);
    assertThatExceptionOfType(InUseException.class)
        .isThrownBy(() -> port("c.4", false))
        .withMessage(
            "mux-port 'c.4': mux 'c' has 4 places and all are taken; use another character"
                + " device");
    fourth.close();
    port("c.5", false).close();
    third.close();
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.US_ASCII.encode(text);
  }
}
