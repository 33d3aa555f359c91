package org.backplane.metrics.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.backplane.api.http.Page;
import org.backplane.api.http.Page.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests for pages. */
final class PageHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(PageHandler.class);

  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int NO_BODY = -1;

  /** So many answers are made at a time. Writing them down does not count: readers may be slow. */
  private static final int MOST_AT_WORK = 8;

  private final PageBook pages;
  private final HostRule hosts;
  private final Semaphore work = new Semaphore(MOST_AT_WORK);

  PageHandler(PageBook pages, HostRule hosts) {
    this.pages = pages;
    this.hosts = hosts;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!hosts.admits(exchange.getRequestHeaders().getOrDefault("Host", List.of()))) {
      return refusal(
          HttpURLConnection.HTTP_FORBIDDEN, "ask for localhost, or configure a host to show on");
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !isHead(exchange)) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return refusal(HttpURLConnection.HTTP_BAD_METHOD, "pages can only be read");
    }
    String path = String.valueOf(exchange.getRequestURI().getPath());
    return pages.at(path).map(page -> answer(page, path, exchange)).orElseGet(this::notFound);
  }

  private Answer answer(Page page, String path, HttpExchange exchange) {
    if (!work.tryAcquire()) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      return refusal(TOO_MANY_REQUESTS, "too many requests at a time");
    }
    try {
      return page.answer(
          path, String.join(",", exchange.getRequestHeaders().getOrDefault("Accept", List.of())));
    } catch (RuntimeException | LinkageError e) { // its bundle may go while it answers
      LOG.debug("{} failed", path, e);
      return refusal(HttpURLConnection.HTTP_INTERNAL_ERROR, "the page failed: " + e);
    } finally {
      work.release();
    }
  }

  private Answer notFound() {
    return refusal(
        HttpURLConnection.HTTP_NOT_FOUND, "there are " + String.join(", ", pages.paths()));
  }

  private static Answer refusal(int status, String reason) {
    return new Answer(status, PLAIN, reason + "\n");
  }

  private static boolean isHead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("HEAD");
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.text().getBytes(StandardCharsets.UTF_8);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    if (answer.status() >= HttpURLConnection.HTTP_BAD_REQUEST) {
      headers.set("Connection", "close"); // what else it sends is not looked at
    }
    if (isHead(exchange)) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(answer.status(), NO_BODY);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
