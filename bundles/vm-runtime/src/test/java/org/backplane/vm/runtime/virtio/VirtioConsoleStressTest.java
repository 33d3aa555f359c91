package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.device.DeviceBus;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.backplane.vm.runtime.serial.ScriptedPeer;
import org.backplane.vm.runtime.trace.Traces;
import org.junit.jupiter.api.Test;

/** Everything at once: a device with its own loop, guest and peer that never rest, new code. */
final class VirtioConsoleStressTest {

  private static final int LINES = 100_000;
  private static final int BUFFER = 1000;
  private static final long OUTPUT = Rig.BUFFERS;
  private static final long INPUT = Rig.BUFFERS + 0x4_0000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final FakeChardevs chardevs = new FakeChardevs();
  private final StringBuilder input = new StringBuilder();
  private final Queue<Long> freeInput = new ArrayDeque<>();
  private final Map<Integer, Long> given = new HashMap<>();

  @Test
  void noByteIsLostOrComesTwice() throws Exception {
    FakeChardev first = chardevs.add("c0");
    var peer = new ScriptedPeer(7, Integer.MAX_VALUE);
    first.open(peer);
    String text =
        IntStream.range(0, LINES).mapToObj("line %d\n"::formatted).collect(Collectors.joining());
    try (var arena = Arena.ofShared()) {
      var memory =
          new GuestMemory(
              List.of(new RamBlock(Rig.RAM, arena.allocate(Rig.RAM_BYTES, 4096), true)));
      var device =
          new VirtioSerial(
              "vs", 1, new DeviceServices(chardevs, new HandClock(), Traces.unheard()));
      device
          .bus()
          .orElseThrow()
          .plug(
              ConsolePortTypes.CONSOLE,
              new DeviceBus.Place("/machine/peripheral/p", "virtconsole 'p'"),
              new PropertyValues(ConsoleGuest.on("c0")),
              Probes.metrics(ConsolePortTypes.CONSOLE.description()));
      try (var transport =
          VirtioMmioTransport.of("vs", device, memory, new SpyPin(), Probes.unread("vs"))) {
        transport.running(true);
        var driver = new GuestDriver(transport, memory, Rig.RAM);
        driver.probe();
        assertThat(driver.negotiate(Feature.ALL)).isTrue();
        GuestRing receive = driver.queue(0);
        GuestRing transmit = driver.queue(1);
        driver.ready();
        Thread host = Thread.ofPlatform().start(() -> speak(first, peer, text));
        drive(driver, receive, transmit, text);
        assertThat(host.join(PATIENCE)).isTrue();
        assertThat(peer.awaitText(text.length())).isEqualTo(text);
        assertThat(input.toString()).isEqualTo(text);
        assertThat(transport.state()).isEqualTo("driver ok");
      }
    }
  }

  /** The host's side: speaks in pieces of all sizes, and its code is exchanged now and then. */
  private void speak(FakeChardev first, ScriptedPeer peer, String text) {
    FakeChardev now = first;
    int at = 0;
    for (int n = 1; at < text.length(); n++) {
      int end = Math.min(text.length(), at + 1 + n * 37 % 5000);
      now.send(text.substring(at, end));
      at = end;
      if (n % 10 == 0) {
        chardevs.detach("c0");
        now = new FakeChardev();
        now.open(peer);
        chardevs.attach("c0", now);
      }
    }
  }

  /** The guest's side: sends the text, takes what comes, until it has all. */
  private void drive(GuestDriver driver, GuestRing receive, GuestRing transmit, String text)
      throws GuestMemoryException {
    for (int n = 0; n < 8; n++) {
      freeInput.add(INPUT + (long) n * BUFFER);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    int sent = 0;
    int slot = 0;
    while (sent < text.length() || input.length() < text.length()) {
      assertThat(System.nanoTime()).as("%d sent, %d got", sent, input.length()).isLessThan(end);
      transmit.takeAll();
      if (sent < text.length() && transmit.room() > 0) {
        int length = Math.min(BUFFER, text.length() - sent);
        long at = OUTPUT + (long) (slot++ % 200) * BUFFER;
        send(transmit, at, text.substring(sent, sent + length));
        sent += length;
        kick(driver, transmit, 1);
      }
      take(receive);
      while (!freeInput.isEmpty()) {
        long at = freeInput.remove();
        given.put(receive.post(GuestRing.writable(at, BUFFER)), at);
        kick(driver, receive, 0);
      }
    }
  }

  private static void send(GuestRing ring, long at, String piece) throws GuestMemoryException {
    ring.memory.write(at, piece.getBytes(StandardCharsets.US_ASCII));
    ring.post(GuestRing.readable(at, piece.length()));
  }

  private void take(GuestRing receive) throws GuestMemoryException {
    for (UsedElement used : receive.takeAll()) {
      long at = given.remove(used.id());
      var bytes = new byte[(int) used.length()];
      receive.memory.read(at, bytes);
      input.append(new String(bytes, StandardCharsets.US_ASCII));
      freeInput.add(at);
    }
  }

  private static void kick(GuestDriver driver, GuestRing ring, int queue)
      throws GuestMemoryException {
    if (ring.kickNeeded()) {
      driver.write(Register.QUEUE_NOTIFY, queue);
    }
  }
}
