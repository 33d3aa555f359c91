import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Boots the stock kernel of the tests and lets its init run a shell's loop and a checksum, in turns
 * with QEMU. Started by benchmarks/run with the launcher, the kernel, the initramfs, the number of
 * rounds, and QEMU's executable if there is one.
 */
final class LinuxBoot {

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  /**
   * What one boot showed.
   *
   * @param init seconds from the start of the process to the first line of the guest's init
   * @param instructions until then; 0 when they are not known
   */
  private record Boot(double init, double instructions, Work loop, Work sum) {}

  /** Work of the guest: seconds by its clock, and instructions or 0. */
  private record Work(double seconds, double instructions) {
    static Work of(String line) {
      return new Work(number(line, "seconds"), number(line, "instructions"));
    }
  }

  private final Path kernel;
  private final Path initramfs;

  private LinuxBoot(Path kernel, Path initramfs) {
    this.kernel = kernel;
    this.initramfs = initramfs;
  }

  public static void main(String[] arguments) throws Exception {
    var guest = new LinuxBoot(Path.of(arguments[1]), Path.of(arguments[2]));
    int rounds = Integer.parseInt(arguments[3]);
    boolean compared = arguments.length > 4;
    var ours = new ArrayList<Boot>();
    var theirs = new ArrayList<Boot>();
    for (int round = 0; round < rounds; round++) {
      ours.add(guest.boot(arguments[0]));
      if (compared) {
        theirs.add(guest.boot(arguments[4]));
      }
    }
    System.out.printf("%-36s %24s %24s %8s%n", "Linux", "Backplane", "QEMU", "ratio");
    seconds("boot to init, s", ours, theirs, Boot::init);
    seconds("shell loop of 100,000 turns, s", ours, theirs, boot -> boot.loop.seconds);
    seconds("sha256 of 64 MiB, s", ours, theirs, boot -> boot.sum.seconds);
    // QEMU counts something else, but it executes the same instructions.
    speed("loop, million instructions/s", ours, theirs, Boot::loop);
    speed("sha256, million instructions/s", ours, theirs, Boot::sum);
    speed("boot, million instructions/s", ours, List.of(), b -> new Work(b.init, b.instructions));
  }

  private static void seconds(
      String title, List<Boot> ours, List<Boot> theirs, ToDoubleFunction<Boot> value) {
    line(title, values(ours, value), values(theirs, value));
  }

  private static void speed(
      String title,
      List<Boot> ours,
      List<Boot> theirs,
      Function<Boot, Work> work) {
    double millions = median(values(ours, boot -> work.apply(boot).instructions)) / 1e6;
    if (millions > 0) {
      line(
          title,
          values(ours, boot -> millions / work.apply(boot).seconds),
          values(theirs, boot -> millions / work.apply(boot).seconds));
    }
  }

  private static double[] values(List<Boot> boots, ToDoubleFunction<Boot> value) {
    return boots.stream().mapToDouble(value).sorted().toArray();
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static void line(String title, double[] ours, double[] theirs) {
    System.out.printf("%-36s %24s", title, text(ours));
    if (theirs.length > 0) {
      System.out.printf(" %24s %8.2f", text(theirs), median(ours) / median(theirs));
    }
    System.out.println();
  }

  private static String text(double[] sorted) {
    return "%.2f (%.2f-%.2f)"
        .formatted(median(sorted), sorted[0], sorted[sorted.length - 1]);
  }

  private Boot boot(String emulator) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(
                emulator,
                "-machine",
                "virt",
                "-m",
                "512M",
                "-kernel",
                kernel.toString(),
                "-initrd",
                initramfs.toString(),
                "-append",
                "console=ttyS0 quiet guest.run=loop,sha256 guest.mib=64",
                "-serial",
                "stdio",
                "-display",
                "none",
                "-no-reboot")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var watch = Thread.ofVirtual().start(() -> endAtDeadline(process));
    try {
      return read(process, begin);
    } finally {
      watch.interrupt();
      process.destroy();
      process.waitFor();
    }
  }

  private static void endAtDeadline(Process process) {
    try {
      if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      // it has ended
    }
  }

  private static Boot read(Process process, long begin) throws IOException {
    double init = 0;
    double instructions = 0;
    Work loop = new Work(0, 0);
    Work sum = loop;
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("GUEST-INIT ")) {
          init = (System.nanoTime() - begin) / 1e9;
          instructions = Double.parseDouble(line.strip().split(" ")[3]);
        } else if (line.startsWith("GUEST loop pass ")) {
          loop = Work.of(line);
        } else if (line.startsWith("GUEST sha256 pass ")) {
          sum = Work.of(line);
        }
      }
    }
    if (sum.seconds == 0) {
      throw new IOException("the guest did not end its work");
    }
    return new Boot(init, instructions, loop, sum);
  }

  /** The number behind {@code name=}. */
  private static double number(String line, String name) {
    return Arrays.stream(line.strip().split(" "))
        .filter(word -> word.startsWith(name + "="))
        .mapToDouble(word -> Double.parseDouble(word.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }
}
