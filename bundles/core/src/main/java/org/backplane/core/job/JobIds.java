package org.backplane.core.job;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Names for jobs. An object that works again gets another id than before, so that who calls a job
 * off and waits for it to end is not deceived by the next one. Not for several threads.
 */
final class JobIds {

  /** An id comes back when so many others were given since, and not before. */
  static final int REMEMBERED = 1024;

  /** The last number given to each name, the least recently used first. */
  private final Map<String, Long> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * The wanted name itself the first time, then with a number behind it.
   *
   * @param taken what must not be given, however long ago it was given before
   */
  String next(String wanted, Set<String> taken) {
    long number = last.getOrDefault(wanted, 0L);
    String id;
    do {
      number++;
      id = number == 1 ? wanted : wanted + "-" + number;
    } while (taken.contains(id) || (number > 1 && last.containsKey(id)));
    last.put(id, 1L); // another name with a number of its own may spell the same
    last.put(wanted, number);
    return id;
  }
}
