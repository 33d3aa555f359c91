import java.io.IOException;
import java.util.Arrays;

/**
 * How many object-add and object-del pairs a host does in a second over one QMP connection, as
 * ratios to the same number of pairs of query-status in the same run. Started by benchmarks/run.
 */
final class QmpRoundTrips {

  private static final int ROUNDS = 7;
  private static final int WARM_UP_PAIRS = 1000;
  private static final int PAIRS = 1000;

  private final QmpConnection connection;

  private QmpRoundTrips(QmpConnection connection) {
    this.connection = connection;
  }

  public static void main(String[] arguments) throws IOException {
    try (var connection = QmpConnection.open(arguments[0])) {
      var client = new QmpRoundTrips(connection);
      double reference = client.measure("query-status, twice", status(), status());
      client.compare(reference, "rng-builtin", "'qom-type':'rng-builtin'");
      client.compare(
          reference, "memory-backend-ram 1 MiB", "'qom-type':'memory-backend-ram','size':1048576");
      client.compare(
          reference,
          "memory-backend-ram 1 GiB",
          "'qom-type':'memory-backend-ram','size':1073741824");
      client.compare(
          reference,
          "memory-backend-memfd 1 GiB",
          "'qom-type':'memory-backend-memfd','size':1073741824");
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
      connection.call(first);
      connection.call(second);
    }
  }
}
