package org.backplane.security;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.tls.Authorizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in whom the rules of a file let in. While the file cannot be read, or has an error, nobody
 * comes in: an older rule may be the one that was to go. Nothing waits for another's look at the
 * file.
 */
final class ListFileAuthorizer implements Authorizer {

  private static final Logger LOG = LoggerFactory.getLogger(ListFileAuthorizer.class);

  /** The rules of one state of the file. */
  private record Known(FileStamp stamp, Rules rules) {}

  private final String subject;
  private final RuleFile file;
  private final boolean refresh;
  private final AtomicBoolean away = new AtomicBoolean();
  private volatile Optional<Known> known = Optional.empty();

  /**
   * @param refresh whether to look for changes of the file
   */
  ListFileAuthorizer(String subject, RuleFile file, boolean refresh) {
    this.subject = subject;
    this.file = file;
    this.refresh = refresh;
  }

  /** The rules of the file as it is now; reads it if it is another than before. */
  Rules load() throws IOException {
    FileStamp now = file.stamp(); // first: a later change is seen the next time
    Optional<Known> before = known;
    Rules rules =
        before.isPresent() && before.get().stamp().equals(now) ? before.get().rules() : file.read();
    known = Optional.of(new Known(now, rules));
    away.set(false);
    return rules;
  }

  /** Says that nobody comes in, once for as long as it is so. */
  void complain(IOException reason) {
    if (away.compareAndSet(false, true)) {
      LOG.warn(
          "{}: {} cannot be used, nobody comes in until it can: {}",
          subject,
          file.path(),
          FileReading.reason(reason));
    }
  }

  @Override
  public boolean admits(String identity) {
    Optional<Known> present = known;
    try {
      Rules rules = refresh || present.isEmpty() ? load() : present.get().rules();
      return rules.admit(identity);
    } catch (IOException e) {
      complain(e);
      return false;
    }
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
