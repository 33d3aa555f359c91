package org.backplane.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.backplane.api.trace.TraceField;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines up to a size: a guest cannot fill the disk. One line more tells that the rest is missing.
 * When the limit is raised it goes on. For one thread.
 */
final class LimitedOutput extends OutputStream {

  /** What the log calls its end. */
  static final String FULL = "trace_log_full";

  private static final Logger LOG = LoggerFactory.getLogger(LimitedOutput.class);
  private static final List<TraceField> FIELDS = List.of(TraceField.unsigned("limit"));

  private final OutputStream out;
  private final LongSupplier limit;
  private long written;
  private boolean full;

  /**
   * @param written how many bytes are there already
   * @param limit the most, in bytes, by now
   */
  LimitedOutput(OutputStream out, long written, LongSupplier limit) {
    this.out = out;
    this.written = written;
    this.limit = limit;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /** Writes whole lines, all of them or none. */
  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    long most = limit.getAsLong();
    if (count <= most - written) {
      full = false;
      out.write(bytes, from, count);
      written += count;
    } else if (!full) {
      full = true; // first, so that it is told once even if it cannot be written
      LOG.warn(
          "the trace log has {} bytes and takes no more; give another file, or max-size=", most);
      out.write(last(most));
    }
  }

  private static byte[] last(long most) {
    var text = new StringBuilder();
    new TextLine(Instant.now(), FULL, FIELDS, Told.of(FIELDS, new Object[] {most}))
        .append(text, ProcessHandle.current().pid());
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
