package org.backplane.qtest;

import java.io.IOException;
import java.util.Optional;

/**
 * Cuts a stream of bytes into requests. A line may be of any length where it carries data, which is
 * passed on as it comes; everything else is short. Not for several threads.
 */
final class RequestReader {

  /** Longest line without data. */
  static final int LIMIT = 4096;

  /** The words before the data of those requests that carry some. */
  private static final int WORDS_BEFORE_DATA = 3;

  /** What is done about requests. */
  interface Sink {

    /** A whole line came. */
    void request(Request request) throws IOException, InterruptedException;

    /**
     * A request begins that carries data.
     *
     * @return where its data goes; empty for a command that has none
     */
    Optional<Data> begin(Request head);

    /** A line came that is too long. */
    void tooLong() throws IOException, InterruptedException;
  }

  /** Takes the data of a request, to the end of the line. */
  interface Data {

    void digit(char digit) throws InterruptedException;

    void end() throws IOException, InterruptedException;
  }

  private enum State {
    WORDS,
    DATA,
    /** Behind the data. */
    REST,
    TOO_LONG
  }

  private static final Data NOWHERE =
      new Data() {
        @Override
        public void digit(char digit) {}

        @Override
        public void end() {}
      };

  private final Sink sink;
  private final StringBuilder line = new StringBuilder();
  private State state = State.WORDS;
  private Data data = NOWHERE;
  private int words;

  RequestReader(Sink sink) {
    this.sink = sink;
  }

  void read(byte[] bytes) throws IOException, InterruptedException {
    for (byte octet : bytes) {
      read((char) (octet & 0xff));
    }
  }

  private void read(char c) throws IOException, InterruptedException {
    if (c == '\n') {
      end();
      return;
    }
    switch (state) {
      case WORDS -> word(c);
      case DATA -> {
        if (c == ' ' || c == '\r') {
          state = State.REST;
        } else {
          data.digit(c);
        }
      }
      case REST, TOO_LONG -> {}
    }
  }

  private void word(char c) {
    boolean inWord = !line.isEmpty() && line.charAt(line.length() - 1) != ' ';
    if (c == ' ' && inWord && ++words == WORDS_BEFORE_DATA) {
      Optional<Data> taker = sink.begin(Request.of(line.toString()));
      if (taker.isPresent()) {
        data = taker.get();
        state = State.DATA;
      }
    }
    if (line.length() == LIMIT) {
      state = State.TOO_LONG;
    } else {
      line.append(c);
    }
  }

  private void end() throws IOException, InterruptedException {
    State ended = state;
    Data taker = data;
    String text = line.toString();
    state = State.WORDS;
    data = NOWHERE;
    words = 0;
    line.setLength(0);
    switch (ended) {
      case WORDS -> sink.request(Request.of(text));
      case DATA, REST -> taker.end();
      case TOO_LONG -> sink.tooLong();
    }
  }
}
