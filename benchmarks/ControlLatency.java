import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long query-status takes on sixteen monitors while the host has trouble elsewhere, beside QEMU
 * if there is one. Started by benchmarks/run with a copy of the distribution, a scratch folder, the
 * jar of the hanging backend, the seconds of a measurement, and QEMU's executable if there is one.
 */
final class ControlLatency {

  private static final int MONITORS = 16;
  private static final int OTHERS = 6;
  private static final int PER_SECOND = 200;
  private static final int WARM_UP = 300;
  private static final long PREALLOCATED = 6L << 30;
  private static final String STATUS = "{'execute':'query-status'}";

  /** RISC-V for: do it again. */
  private static final byte[] SPIN = {0x6f, 0, 0, 0};

  private final Path home;
  private final Path scratch;
  private final Path hanging;
  private final Duration time;
  private final Optional<String> qemu;

  /**
   * A kind of trouble.
   *
   * @param ours whether only this product can have it
   */
  private record Situation(String name, boolean ours, Trouble trouble) {}

  /** Begins the trouble; what is left of it ends with the host. */
  private interface Trouble {
    void begin(Host host) throws Exception;
  }

  private ControlLatency(String[] arguments) {
    home = Path.of(arguments[0]);
    scratch = Path.of(arguments[1]);
    hanging = Path.of(arguments[2]);
    time = Duration.ofSeconds(Long.parseLong(arguments[3]));
    qemu = arguments.length > 4 ? Optional.of(arguments[4]) : Optional.empty();
  }

  public static void main(String[] arguments) throws Exception {
    new ControlLatency(arguments).run();
    System.exit(0); // threads that wait for a hung answer are left behind
  }

  private List<Situation> situations() {
    return List.of(
        new Situation("nothing else", false, _ -> {}),
        new Situation("6 GiB are preallocated", false, host -> host.repeat(preallocation())),
        new Situation("peers of chardevs are absent", false, this::absentPeers),
        new Situation("a peer reads no answer", false, this::slowReader),
        new Situation("the guest is busy", false, host -> host.other().call("{'execute':'cont'}")),
        hanging("create", 0),
        hanging("change", 1),
        hanging("read", 2),
        hanging("close", 3),
        new Situation("two backends spin in create", true, this::spinning));
  }

  private void run() throws Exception {
    Files.write(scratch.resolve("spin"), SPIN);
    System.out.printf(
        "%-36s %-10s %30s %30s%n", "while", "", "200 a second, ms", "one after the other, ms");
    System.out.printf(
        "%-36s %-10s %30s %30s%n", "", "", "p50 / p99 / max", "p50 / p99 / max");
    for (Situation situation : situations()) {
      measure(situation, "Backplane", home.resolve("bin/backplane").toString());
      if (qemu.isPresent() && !situation.ours()) {
        measure(situation, "QEMU", qemu.get());
      }
    }
  }

  private void measure(Situation situation, String who, String emulator) throws Exception {
    try (var host = new Host(emulator)) {
      host.warmUp(); // so that what is measured is the trouble and not the first requests
      situation.trouble().begin(host);
      double[] paced = host.latencies(time, Duration.ofNanos(1_000_000_000L * MONITORS / PER_SECOND));
      double[] closed = host.latencies(time, Duration.ZERO);
      System.out.printf("%-36s %-10s %30s %30s%n", situation.name(), who, text(paced), text(closed));
    }
  }

  private static String text(double[] sorted) {
    if (sorted.length == 0) {
      return "no answer";
    }
    return "%.2f / %.2f / %.2f (%d)"
        .formatted(
            sorted[sorted.length / 2],
            sorted[(int) (sorted.length * 0.99)],
            sorted[sorted.length - 1],
            sorted.length);
  }

  // ---- the kinds of trouble ----

  private static String[] preallocation() {
    return new String[] {
      "{'execute':'object-add','arguments':{'qom-type':'memory-backend-ram','id':'m','prealloc':true,"
          + "'size':%d}}".formatted(PREALLOCATED),
      "{'execute':'object-del','arguments':{'id':'m'}}"
    };
  }

  /** One that nobody serves, one that nobody takes in, and one that waits for its first peer. */
  private void absentPeers(Host host) throws IOException {
    Path full = scratch.resolve("full");
    Files.deleteIfExists(full);
    var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(full), 1);
    for (int i = 0; i < 2; i++) { // as many as its backlog takes
      SocketChannel.open(UnixDomainSocketAddress.of(full));
    }
    host.ask(socket("c0", scratch.resolve("nobody"), "'server':false,'reconnect':1"));
    host.ask(socket("c1", full, "'server':false"));
    host.ask(socket("c2", scratch.resolve("awaited"), "'server':true,'wait':true"));
    // A host that waits for it in its main loop would answer nobody ever again.
    Thread.ofVirtual()
        .start(
            () -> {
              LockSupport.parkNanos(time.toNanos() * 3 / 2);
              try {
                listener.close();
                SocketChannel.open(UnixDomainSocketAddress.of(scratch.resolve("awaited")));
              } catch (IOException _) {
                // the host has ended
              }
            });
  }

  private static String socket(String id, Path path, String more) {
    return ("{'execute':'chardev-add','arguments':{'id':'%s','backend':{'type':'socket','data':"
            + "{'addr':{'type':'unix','data':{'path':'%s'}},%s}}}}")
        .formatted(id, path, more);
  }

  private void slowReader(Host host) throws IOException {
    QmpConnection deaf = host.other();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                while (true) {
                  deaf.send("{'execute':'query-qmp-schema'}\n");
                }
              } catch (IOException _) {
                // hung up
              }
            });
  }

  private Situation hanging(String way, int step) {
    return new Situation(
        "a backend hangs in " + way,
        true,
        host -> {
          deploy(host);
          String add =
              "{'execute':'object-add','arguments':{'qom-type':'hanging','id':'h','hang':'%s'}}"
                  .formatted(way);
          switch (step) {
            case 0 -> host.ask(add);
            case 1 -> {
              host.other().call(add);
              host.ask(
                  "{'execute':'qom-set','arguments':{'path':'h','property':'mood','value':'x'}}");
            }
            case 2 -> {
              host.other().call(add);
              host.ask("{'execute':'qom-get','arguments':{'path':'h','property':'mood'}}");
            }
            default -> {
              host.other().call(add);
              host.ask("{'execute':'object-del','arguments':{'id':'h'}}");
            }
          }
        });
  }

  private void spinning(Host host) throws Exception {
    deploy(host);
    for (int i = 0; i < 2; i++) {
      host.ask(
          "{'execute':'object-add','arguments':{'qom-type':'hanging','id':'s%d','hang':'spin'}}"
              .formatted(i));
    }
  }

  /** Drops the hanging backend in, whole. */
  private void deploy(Host host) throws Exception {
    Path jar = home.resolve("deploy/hanging.jar");
    if (!Files.exists(jar)) {
      Files.move(Files.copy(hanging, scratch.resolve("hanging.part")), jar);
    }
    QmpConnection other = host.other();
    while (!other.call("{'execute':'qom-list-types'}").contains("\"hanging\"")) {
      LockSupport.parkNanos(50_000_000);
    }
  }

  // ---- a host and its clients ----

  /** A host with a paused machine, the clients that are measured, and others. */
  private final class Host implements AutoCloseable {
    private final Process process;
    private final List<QmpConnection> clients = new ArrayList<>();
    private final List<QmpConnection> others = new ArrayList<>();

    Host(String emulator) throws IOException {
      var words = new ArrayList<>(List.of(emulator, "-machine", "virt", "-m", "64M", "-S"));
      words.addAll(List.of("-display", "none", "-nodefaults"));
      words.addAll(List.of("-bios", scratch.resolve("spin").toString()));
      for (int i = 0; i < MONITORS + OTHERS; i++) {
        Files.deleteIfExists(socket(i));
        words.addAll(List.of("-qmp", "unix:" + socket(i) + ",server=on,wait=off"));
      }
      process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(scratch.resolve("host.log").toFile())
              .start();
      for (int i = 0; i < MONITORS + OTHERS; i++) {
        (i < MONITORS ? clients : others).add(connect(socket(i)));
      }
    }

    private Path socket(int number) {
      return scratch.resolve("q" + number);
    }

    private QmpConnection connect(Path socket) throws IOException {
      while (true) {
        try {
          return QmpConnection.open(socket.toString());
        } catch (IOException e) {
          if (!process.isAlive()) {
            throw new IOException(Files.readString(scratch.resolve("host.log")), e);
          }
          LockSupport.parkNanos(20_000_000);
        }
      }
    }

    /** A monitor that nobody has used yet. */
    QmpConnection other() {
      return others.removeFirst();
    }

    /** Asks on a monitor of its own and does not wait. */
    void ask(String command) throws IOException {
      other().send(command + "\n");
    }

    /** Does the commands in turns on a monitor of their own. */
    void repeat(String... commands) {
      QmpConnection other = other();
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try {
                  while (true) {
                    for (String command : commands) {
                      other.call(command);
                    }
                  }
                } catch (IOException e) {
                  if (process.isAlive()) {
                    System.out.println("  trouble ended early: " + e.getMessage());
                  }
                }
              });
    }

    void warmUp() throws IOException {
      for (int i = 0; i < WARM_UP; i++) {
        for (QmpConnection client : clients) {
          client.call(STATUS);
        }
      }
    }

    /**
     * Milliseconds that answers took, sorted. They count from the moment at which a request was
     * due, so that one that holds up the next ones counts for them, too.
     *
     * @param pace between two requests of a client; zero for as soon as it has its answer
     */
    double[] latencies(Duration length, Duration pace) throws InterruptedException {
      var done = new CountDownLatch(clients.size());
      var all = new ArrayList<double[]>();
      long begin = System.nanoTime();
      for (int i = 0; i < clients.size(); i++) {
        QmpConnection client = clients.get(i);
        long first = begin + pace.toNanos() * i / clients.size();
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  double[] mine = latencies(client, first, begin + length.toNanos(), pace);
                  synchronized (all) {
                    all.add(mine);
                  }
                  done.countDown();
                });
      }
      if (!done.await(length.toSeconds() * 4 + 30, TimeUnit.SECONDS)) {
        System.out.println("  " + done.getCount() + " monitors give no answer any more");
      }
      synchronized (all) {
        return all.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
      }
    }

    private static double[] latencies(QmpConnection client, long first, long end, Duration pace) {
      var taken = new ArrayList<Double>();
      try {
        for (long due = first; due < end; ) {
          for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          client.call(STATUS);
          taken.add((System.nanoTime() - due) / 1e6);
          due = pace.isZero() ? System.nanoTime() : due + pace.toNanos();
        }
      } catch (IOException _) {
        // hung up: what has been answered counts
      }
      return taken.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public void close() throws InterruptedException {
      process.destroyForcibly().waitFor(); // it may be hung
    }
  }
}
