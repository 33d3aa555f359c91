package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Metrics and health of a host whose guest reads entropy in a loop, as scrapers and probes see it.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsIT {

  private static final String RNG =
      "{target=\"object\",path=\"/objects/rng0\",type=\"rng-builtin\"";
  private static final double GUEST_REQUEST_BYTES = 64;
  private static final Pattern PLACE = Pattern.compile("metrics at (http://[0-9.:]+)/metrics");

  private final HttpClient client = HttpClient.newHttpClient();
  private Installation installation;

  @BeforeEach
  void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterEach
  void remove() throws Exception {
    client.close();
    installation.close();
  }

  private Host start(String... more) throws Exception {
    return installation.start(GuestIT.machine(installation, "rng-loop depth=8 report=100", more));
  }

  /** Where the host says that it shows them. */
  private static String root(Host host) {
    host.await("its address", () -> PLACE.matcher(host.errors()).find());
    Matcher place = PLACE.matcher(host.errors());
    assertThat(place.find()).isTrue();
    return place.group(1);
  }

  private HttpResponse<String> get(String address, String accept) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(address)).header("Accept", accept).build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String metrics(String root) {
    HttpResponse<String> answer = get(root + "/metrics", "*/*");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  /** The value of the only sample that begins so. */
  private static double value(String text, String begin) {
    List<String> lines = text.lines().filter(line -> line.startsWith(begin)).toList();
    assertThat(lines).as(begin).hasSize(1);
    return Double.parseDouble(lines.getFirst().substring(lines.getFirst().lastIndexOf(' ')));
  }

  @Test
  void whatTheGuestReadsIsCounted() throws Exception {
    try (Host host = start("-metrics", "0")) {
      String root = root(host);
      String bytes = "backplane_bytes_total" + RNG;
      String requests = "backplane_requests_total" + RNG;
      host.await("entropy for the guest", () -> host.last("rng") > 200);
      long seen = host.last("rng");
      String before = metrics(root);
      assertThat(value(before, bytes)).isGreaterThanOrEqualTo(GUEST_REQUEST_BYTES * seen);
      host.await("more of it", () -> host.last("rng") > seen + 5000);
      String text = metrics(root);
      assertThat(value(text, bytes)).isGreaterThanOrEqualTo(GUEST_REQUEST_BYTES * (seen + 5000));
      // The device asks for several requests of the guest at once.
      assertThat(value(text, requests)).isGreaterThan(value(before, requests));
      String latency = "backplane_request_latency_seconds";
      double count = value(text, latency + "_count" + RNG);
      assertThat(value(text, latency + "_bucket" + RNG + ",le=\"+Inf\"")).isEqualTo(count);
      assertThat(value(text, latency + "_sum" + RNG)).isBetween(count * 1e-8, count * 1.0);
      assertThat(value(text, "backplane_size_bytes{")).isEqualTo(64 << 20);
      assertThat(text).contains("phase=\"realized\"} 1\n").endsWith("# EOF\n");
    }
  }

  /** What Debian's own tools say of both formats. */
  @Test
  void othersCanReadIt() throws Exception {
    try (Host host = start("-metrics", "0")) {
      String root = root(host);
      host.await("entropy for the guest", () -> host.last("rng") > 200);
      HttpResponse<String> classic = get(root + "/metrics", "text/plain");
      HttpResponse<String> open = get(root + "/metrics", "application/openmetrics-text");
      assertThat(classic.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/plain; version=0.0.4");
      assertThat(open.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/openmetrics-text; version=1.0.0");
      String script =
          "import sys; from prometheus_client.openmetrics.parser import *; "
              + "print(len(list(text_string_to_metric_families(sys.stdin.read()))))";
      boolean promtool = accepts(classic.body(), "promtool", "check", "metrics");
      boolean python = accepts(open.body(), "python3", "-c", script);
      assumeTrue(promtool || python, "neither promtool nor Prometheus' Python client is here");
    }
  }

  /** Whether the tool is there; if so, it must accept the text. */
  private boolean accepts(String text, String... command) throws Exception {
    Path input = installation.scratch("metrics.txt");
    Path output = installation.scratch("tool.txt");
    Files.writeString(input, text);
    Process tool;
    try {
      tool =
          new ProcessBuilder(command)
              .redirectInput(input.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException _) {
      return false;
    }
    assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    if (said.contains("ModuleNotFoundError")) {
      return false;
    }
    assertThat(tool.exitValue()).as(String.join(" ", command) + "\n" + said).isZero();
    return true;
  }

  @Test
  void healthTellsOfAnObjectWithoutItsJar() throws Exception {
    Path builtIn = installation.bundle("org.backplane.rng-");
    installation.deploy(builtIn, "rng.jar");
    try (Host host = start("-metrics", "0")) {
      String root = root(host);
      host.await("health", () -> health(root).body().contains("\"status\": \"ok\""));
      assertThat(get(root + "/health/live", "*/*").statusCode()).isEqualTo(200);
      host.await("the machine", () -> answers(root + "/health/ready"));
      Files.delete(installation.deploy().resolve("rng.jar"));
      host.await("a warning", () -> health(root).body().contains("rng-builtin 'rng0': waiting"));
      assertThat(health(root).statusCode()).isEqualTo(200);
      assertThat(metrics(root))
          .contains(
              "backplane_object_phase{path=\"/objects/rng0\",type=\"rng-builtin\",phase=\"detached\"}"
                  + " 1\n");
      installation.deploy(builtIn, "rng.jar");
      host.await("its end", () -> health(root).body().contains("every object has its code"));
      assertThat(value(metrics(root), "backplane_code_exchanges_total" + RNG)).isEqualTo(1);
    }
  }

  private HttpResponse<String> health(String root) {
    return get(root + "/health", "*/*");
  }

  /** The configuration, and objects that it makes, without any word on the command line. */
  @Test
  void aFileInEtcShowsThem() throws Exception {
    try (Host first = start("-metrics", "0")) {
      String root = root(first); // a port that is free, as far as anybody can tell
      first.close();
      String port = root.substring(root.lastIndexOf(':') + 1);
      write("org.backplane.metrics.cfg", "port=" + port + "\n");
      write("org.backplane.object-e0.cfg", "type=no-such-type\nid=e0\n");
      try (Host host = start()) {
        host.await("the page", () -> answers(root + "/health"));
        host.await("the object", () -> health(root).body().contains("no-such-type 'e0'"));
        assertThat(health(root).body()).contains("no bundle offers type no-such-type");
      }
    }
  }

  private void write(String name, String text) throws IOException {
    Path part = installation.scratch("part");
    Files.writeString(part, text);
    Files.move(part, installation.home().resolve("etc/" + name), StandardCopyOption.ATOMIC_MOVE);
  }

  private boolean answers(String address) {
    try {
      return get(address, "*/*").statusCode() == 200;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  /** With the JDK's own tool, which attaches to the process. */
  @Test
  void managementToolsSeeThem() throws Exception {
    try (Host host = start("-metrics", "0")) {
      root(host);
      host.await("entropy for the guest", () -> host.last("rng") > 200);
      try (var jmx = JmxClient.attach(host.pid())) {
        String bean = "org.backplane:type=object,path=\"/objects/rng0\",kind=rng-builtin";
        assertThat(jmx.number(bean, "Bytes")).isGreaterThanOrEqualTo(200 * 64);
        assertThat(jmx.number(bean, "RequestLatencyP99Nanos"))
            .isGreaterThanOrEqualTo(jmx.number(bean, "RequestLatencyP50Nanos"));
      }
    }
  }
}
