package org.backplane.metrics.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which names a request may call this host by. A web page of somebody else, opened on this machine,
 * can reach our port under a name of its own that it points here; it cannot choose another name.
 *
 * @param loopbackOnly only names that always mean the machine itself; else any
 */
record HostRule(boolean loopbackOnly) {

  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  /**
   * Whether a request may be answered.
   *
   * @param names the values of its {@code Host} headers
   */
  boolean admits(List<String> names) {
    return !loopbackOnly
        || (names.size() == 1
            && LOOPBACK.matcher(names.getFirst().toLowerCase(Locale.ROOT)).matches());
  }
}
