package org.backplane.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.http.Page;
import org.backplane.api.http.PageServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server and its clients, some of whom mean it ill. The build makes its patience short. */
@Timeout(60)
class HttpPageServerTest {

  private static final String TEXT = "text/plain; charset=utf-8";

  private final HttpPageServer server = new HttpPageServer("", -1);
  private final HttpClient client = HttpClient.newHttpClient();
  private PageServer.Site site;

  private record TextPage(String path, String text) implements Page {
    @Override
    public List<String> paths() {
      return List.of(path);
    }

    @Override
    public Answer answer(String asked, String accept) {
      return new Answer(200, TEXT, text + accept);
    }
  }

  @BeforeEach
  void open() throws BackplaneException {
    server.bindPage(new TextPage("/page", "the page "));
    site = server.show("0");
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(site.root() + path)).timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).header("Accept", "a/b").build(), BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    var socket = new Socket();
    socket.connect(site.address());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static String talk(Socket socket, String words) throws IOException {
    socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aPageIsShownWithItsTypeAndWhatWasAskedFor() throws Exception {
    HttpResponse<String> answer = get("/page?query");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("the page a/b");
    assertThat(answer.headers().firstValue("Content-Type")).contains(TEXT);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void pagesComeAndGo() throws Exception {
    var more = new TextPage("/more", "more");
    assertThat(get("/more").statusCode()).isEqualTo(404);
    assertThat(get("/more").body()).isEqualTo("there are /page\n");
    server.bindPage(more);
    assertThat(get("/more").statusCode()).isEqualTo(200);
    server.unbindPage(more);
    assertThat(get("/more").statusCode()).isEqualTo(404);
  }

  @Test
  void headGivesTheHeadAlone() throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("/page").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValue("Content-Length")).contains("9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"})
  void otherMethodsAreRefused(String method) throws Exception {
    try (Socket socket = connect()) {
      String answer = talk(socket, method + " /page HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 405 ").contains("Allow: GET, HEAD\r\n");
    }
  }

  /** A web page of somebody else that points its own name here. */
  @Test
  void anotherHostsNameIsRefused() throws Exception {
    try (Socket socket = connect()) {
      String answer = talk(socket, "GET /page HTTP/1.1\r\nHost: evil.example\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContain("the page");
    }
    try (Socket socket = connect()) {
      assertThat(talk(socket, "GET /page HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void aConfiguredHostMayBeCalledAnything() throws Exception {
    try (PageServer.Site open = server.show("127.0.0.1:0");
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), open.address().getPort())) {
      String words = "GET /page HTTP/1.1\r\nHost: box.example\r\nConnection: close\r\n\r\n";
      assertThat(talk(socket, words)).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "GET /page HTTP/1.1", "GET /page HTTP/1.1\r\nHost: "})
  void whoTakesTooLongToAskIsHungUpOn(String begin) throws Exception {
    try (Socket socket = connect()) {
      assertThat(endOf(socket, begin)).isTrue();
    }
    assertThat(get("/page").statusCode()).isEqualTo(200);
  }

  private static boolean endOf(Socket socket, String words) throws IOException {
    try {
      return !talk(socket, words).startsWith("HTTP/1.1 200");
    } catch (java.net.SocketException _) {
      return true; // hung up on without a word
    }
  }

  @Test
  void whoDoesNotReadIsHungUpOnAndHoldsUpNobody() throws Exception {
    server.bindPage(new TextPage("/large", "x".repeat(32 << 20)));
    var idle = new ArrayList<Socket>();
    for (int i = 0; i < 20; i++) {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(4096);
      socket.connect(site.address());
      socket
          .getOutputStream()
          .write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      idle.add(socket);
    }
    assertThat(get("/page").statusCode()).isEqualTo(200);
    for (Socket socket : idle) {
      assertThat(readAll(socket)).isLessThan(32 << 20);
      socket.close();
    }
  }

  private static long readAll(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    long count = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = socket.getInputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        count += n;
      }
    } catch (java.net.SocketException _) {
      return count;
    }
    return count;
  }

  @Test
  void hugeHeadersAreNotRead() throws Exception {
    try (Socket socket = connect()) {
      var words = new StringBuilder("GET /page HTTP/1.1\r\nHost: localhost\r\n");
      words.append("X: ").append("y".repeat(64 << 10)).append("\r\n\r\n");
      assertThat(endOf(socket, words.toString())).isTrue();
    }
    try (Socket socket = connect()) {
      var words = new StringBuilder("GET /page HTTP/1.1\r\nHost: localhost\r\n");
      for (int i = 0; i < 500; i++) {
        words.append("X").append(i).append(": y\r\n");
      }
      assertThat(endOf(socket, words.append("\r\n").toString())).isTrue();
    }
    assertThat(get("/page").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET /page\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n"
      })
  void nonsenseIsAnsweredWithARefusalOrNotAtAll(String words) throws Exception {
    try (Socket socket = connect()) {
      assertThat(endOf(socket, words)).isTrue();
    }
    assertThat(get("/page").statusCode()).isEqualTo(200);
  }

  /** The many are hung up on, or wait; those that were let in are answered. */
  @Test
  void manyConnectionsDoNotGrowWithoutBound() throws Exception {
    var crowd = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 2 * ServerLimits.CONNECTIONS; i++) {
        crowd.add(connect());
      }
    } finally {
      for (Socket socket : crowd) {
        socket.close();
      }
    }
    HttpResponse<String> answer = null;
    while (answer == null) { // until the crowd's places are free
      try {
        answer = get("/page");
      } catch (IOException _) {
        Thread.onSpinWait();
      }
    }
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** One client with many connections that never sends a byte. */
  @Test
  void theSilentDoNotKeepOthersOutForLong() throws Exception {
    var silent = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 70; i++) {
        silent.add(connect());
      }
      assertThat(get("/page").statusCode()).as("70 keep nobody out").isEqualTo(200);
      for (int i = silent.size(); i < ServerLimits.CONNECTIONS; i++) {
        silent.add(connect());
      }
      long began = System.nanoTime();
      for (Socket socket : silent) {
        assertThat(endOf(socket, "")).isTrue();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isLessThan(Duration.ofSeconds(3 * ServerLimits.SILENCE_SECONDS));
      assertThat(get("/page").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void answersAtWorkAreLimited() throws Exception {
    var goOn = new CountDownLatch(1);
    var atWork = new CountDownLatch(8);
    server.bindPage(new SlowPage(atWork, goOn));
    var asked = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 8; i++) {
      asked.add(client.sendAsync(request("/slow").build(), BodyHandlers.ofString()));
    }
    atWork.await();
    HttpResponse<String> refused = get("/slow");
    goOn.countDown();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    for (var one : asked) {
      assertThat(one.get().statusCode()).isEqualTo(200);
    }
    assertThat(get("/slow").statusCode()).isEqualTo(200);
  }

  private record SlowPage(CountDownLatch atWork, CountDownLatch goOn) implements Page {
    @Override
    public List<String> paths() {
      return List.of("/slow");
    }

    @Override
    public Answer answer(String path, String accept) {
      atWork.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new Answer(200, TEXT, "slow");
    }
  }

  @Test
  void aPageThatBreaksIsAnErrorOfItsOwn() throws Exception {
    server.bindPage(
        new Page() {
          @Override
          public List<String> paths() {
            return List.of("/broken");
          }

          @Override
          public Answer answer(String path, String accept) {
            throw new NoClassDefFoundError("gone on purpose");
          }
        });
    assertThat(get("/broken").statusCode()).isEqualTo(500);
    assertThat(get("/page").statusCode()).isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsRefused() {
    int port = site.address().getPort();
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> server.show(Integer.toString(port)))
        .withMessageContaining("cannot listen on 127.0.0.1:" + port)
        .withMessageContaining("give another port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1:9100", "[2001:db8::1]:9100"})
  void anAddressOfAnotherMachineIsRefused(String foreign) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> server.show(foreign))
        .withMessageContaining("cannot listen on " + foreign)
        .withMessageEndingWith("give an address of this machine");
  }

  @Test
  void theConfigurationOpensMovesAndCloses() throws Exception {
    int port = freePort();
    server.move("", port);
    assertThat(connects(port)).isTrue();
    server.move("", -1);
    assertThat(connects(port)).isFalse();
    server.move("", port); // at once the same again
    assertThat(connects(port)).isTrue();
    server.close();
    assertThat(connects(port)).isFalse();
  }

  @Test
  void theEndLeavesNeitherPortNorThread() throws Exception {
    assertThat(get("/page").statusCode()).isEqualTo(200);
    int port = site.address().getPort();
    server.close();
    assertThat(connects(port)).isFalse();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("HTTP-Dispatcher") || name.contains("server-timer"));
    assertThatExceptionOfType(BackplaneException.class).isThrownBy(() -> server.show("0"));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean connects(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
