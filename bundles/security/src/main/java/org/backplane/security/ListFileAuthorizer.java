package org.backplane.security;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.tls.Authorizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in whom the rules of a file let in. While the file cannot be read, or has an error, nobody
 * comes in: an older rule may be the one that was to go.
 */
final class ListFileAuthorizer implements Authorizer {

  private static final Logger LOG = LoggerFactory.getLogger(ListFileAuthorizer.class);

  private final String subject;
  private final RuleFile file;
  private final boolean refresh;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<RuleFile.Stamp> stamp = Optional.empty();
  private Optional<Rules> rules = Optional.empty();
  private boolean away;

  /**
   * @param refresh whether to look for changes of the file
   */
  ListFileAuthorizer(String subject, RuleFile file, boolean refresh) {
    this.subject = subject;
    this.file = file;
    this.refresh = refresh;
  }

  /** Reads the file, if it is another than before. */
  void load() throws IOException {
    lock.lock();
    try {
      Optional<RuleFile.Stamp> now = Optional.of(file.stamp()); // first: a later change is seen
      if (!now.equals(stamp)) {
        stamp = now; // one try, and one complaint, for each state of the file
        rules = Optional.empty();
        rules = Optional.of(file.read());
      }
      away = false;
    } finally {
      lock.unlock();
    }
  }

  /** Says that nobody comes in, once for as long as it is so. */
  void complain(IOException reason) {
    lock.lock();
    try {
      if (!away) {
        LOG.warn(
            "{}: {} cannot be used, nobody comes in until it can: {}",
            subject,
            file.path(),
            FileReading.reason(reason));
      }
      away = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean admits(String identity) {
    lock.lock();
    try {
      if (refresh || stamp.isEmpty()) {
        load();
      }
      return rules.filter(found -> found.admit(identity)).isPresent();
    } catch (IOException e) {
      complain(e);
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
