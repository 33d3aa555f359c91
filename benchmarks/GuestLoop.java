import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A host whose bare-metal guest reads entropy without end, eight requests of 64 bytes at a time. It
 * runs during its turns only.
 */
final class GuestLoop implements AutoCloseable {

  private static final int WARM_UP_TURNS = 10;

  /** How far the guest had come when it said so. */
  private record Report(long bytes, long nanos) {}

  private final Process process;
  private final QmpConnection monitor;
  private volatile Report last = new Report(0, System.nanoTime());

  private GuestLoop(Process process, QmpConnection monitor) {
    this.process = process;
    this.monitor = monitor;
    Thread.ofPlatform().daemon().start(this::read);
  }

  static GuestLoop start(Path launcher, Path sockets, String backend) throws IOException {
    return start(launcher, sockets.resolve(backend), backend, List.of());
  }

  /**
   * Starts a host with more words on its command line.
   *
   * @param socket where its monitor is to be
   */
  static GuestLoop start(Path launcher, Path socket, String backend, List<String> more)
      throws IOException {
    Path guest = launcher.resolveSibling("../share/guest/demo.elf");
    var command =
        new ProcessBuilder(
            launcher.toString(),
            "-object",
            backend + ",id=rng0",
            "-machine",
            "virt",
            "-m",
            "64M",
            "-device",
            "virtio-rng-device,rng=rng0",
            "-kernel",
            guest.toString(),
            "-append",
            "rng-loop depth=8 report=500",
            "-serial",
            "stdio",
            "-display",
            "none",
            "-S",
            "-qmp",
            "unix:" + socket + ",server=on,wait=off");
    command.command().addAll(more);
    Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (true) {
      try {
        if (Files.exists(socket)) {
          return new GuestLoop(process, QmpConnection.open(socket.toString()));
        }
      } catch (IOException e) {
        if (System.nanoTime() > end) {
          process.destroy();
          throw e;
        }
      }
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroy();
        throw new IOException("a host with " + backend + " does not start");
      }
      LockSupport.parkNanos(10_000_000);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.strip().split(" ");
        if (words.length == 3 && words[0].equals("rng")) {
          last = new Report(Long.parseLong(words[2]), System.nanoTime());
        }
      }
    } catch (IOException _) {
      // the host ends
    }
  }

  /** Lets the host's compiler get done with the interpreter and the device. */
  void warmUp() throws IOException {
    for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
      measure();
    }
  }

  /** Bytes a second, of the guest's own count. */
  double measure() throws IOException {
    monitor.call("{'execute':'cont'}");
    Report start = next(last);
    long end = start.nanos + EntropyBandwidth.TURN.toNanos();
    Report now = start;
    while (now.nanos < end) {
      now = next(now);
    }
    monitor.call("{'execute':'stop'}");
    return (now.bytes - start.bytes) * 1e9 / (now.nanos - start.nanos);
  }

  private Report next(Report than) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    Report now = last;
    while (now == than) {
      if (System.nanoTime() > end || !process.isAlive()) {
        throw new IOException("the guest stands still");
      }
      LockSupport.parkNanos(1_000_000);
      now = last;
    }
    return now;
  }

  @Override
  public void close() throws IOException {
    monitor.close();
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
