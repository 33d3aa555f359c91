package org.backplane.gdb;

import java.util.List;
import org.backplane.api.BackplaneException;

/**
 * A request that debuggers know.
 *
 * @param name how its packets begin
 * @param body what it does
 */
record Command(String name, Body body) {

  /** The answer to what was done and has nothing to tell. */
  static final List<String> DONE = List.of("OK");

  /** There is no answer, or it comes later. */
  static final List<String> SILENCE = List.of();

  private static final String BEHIND_NAMES = ":;,";

  /** What a request does, on the session's thread. */
  @FunctionalInterface
  interface Body {
    /**
     * Does it.
     *
     * @param rest the packet behind the name
     * @return answers to send, in order
     */
    List<String> run(String rest) throws BackplaneException, Refusal;
  }

  /** Whether it is what a packet asks for. A letter may be followed by anything. */
  boolean matches(String packet) {
    return packet.startsWith(name)
        && (name.length() <= 1
            || packet.length() == name.length()
            || BEHIND_NAMES.indexOf(packet.charAt(name.length())) >= 0);
  }

  /** The packet behind the name, and behind the mark that ends it. */
  String rest(String packet) {
    int end = name.length() > 1 ? name.length() + 1 : name.length();
    return packet.substring(Math.min(end, packet.length()));
  }
}
