import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How many object-add and object-del pairs a host does in a second over one QMP connection, as
 * ratios to the same number of pairs of query-status in the same run. Started by benchmarks/run.
 */
final class QmpRoundTrips {

  private static final int ROUNDS = 7;
  private static final int WARM_UP_PAIRS = 1000;
  private static final int PAIRS = 1000;

  private final SocketChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final StringBuilder pending = new StringBuilder();

  private QmpRoundTrips(SocketChannel channel) {
    this.channel = channel;
  }

  public static void main(String[] arguments) throws IOException {
    var address = UnixDomainSocketAddress.of(Path.of(arguments[0]));
    try (var channel = SocketChannel.open(address)) {
      var client = new QmpRoundTrips(channel);
      client.line();
      client.call("{'execute':'qmp_capabilities'}");
      double reference = client.measure("query-status, twice", status(), status());
      client.compare(reference, "rng-builtin", "'qom-type':'rng-builtin'");
      client.compare(
          reference, "memory-backend-ram 1 MiB", "'qom-type':'memory-backend-ram','size':1048576");
      client.compare(
          reference,
          "memory-backend-ram 1 GiB",
          "'qom-type':'memory-backend-ram','size':1073741824");
    }
  }

  private static String status() {
    return "{'execute':'query-status'}";
  }

  private void compare(double reference, String name, String members) throws IOException {
    double pairs =
        measure(
            "object-add + object-del " + name,
            "{'execute':'object-add','arguments':{'id':'b',%s}}".formatted(members),
            "{'execute':'object-del','arguments':{'id':'b'}}");
    System.out.printf("%-52s %9.2f of the reference%n", "", pairs / reference);
  }

  /** The median of several rounds, in pairs a second. */
  private double measure(String name, String first, String second) throws IOException {
    pairs(WARM_UP_PAIRS, first, second);
    double[] rates = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      pairs(PAIRS, first, second);
      rates[round] = PAIRS * 1e9 / (System.nanoTime() - start);
    }
    Arrays.sort(rates);
    System.out.printf(
        "%-52s %9.0f pairs/s (%.0f to %.0f)%n",
        name, rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1]);
    return rates[ROUNDS / 2];
  }

  private void pairs(int count, String first, String second) throws IOException {
    for (int i = 0; i < count; i++) {
      call(first);
      call(second);
    }
  }

  private void call(String command) throws IOException {
    var bytes = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    String reply = line();
    if (!reply.startsWith("{\"return\"")) {
      throw new IOException(command + " -> " + reply);
    }
  }

  private String line() throws IOException {
    int end = pending.indexOf("\r\n");
    while (end < 0) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new IOException("the monitor hung up");
      }
      pending.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
      end = pending.indexOf("\r\n");
    }
    String line = pending.substring(0, end);
    pending.delete(0, end + 2);
    return line;
  }
}
