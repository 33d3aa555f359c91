package org.backplane.hostmem;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.backplane.linux.LinuxException;
import org.jspecify.annotations.Nullable;

/** Pages that only remember what was done to them. */
class FakePages implements Pages {

  /** One call. */
  record Range(long from, long length, boolean byKernel, String thread) {}

  private final ConcurrentLinkedQueue<Range> calls = new ConcurrentLinkedQueue<>();
  private final long sizeBytes;
  private final long pageSizeBytes;
  private final @Nullable LinuxException refusal;

  /**
   * @param refusal what the kernel answers when it is to populate; null if it does
   */
  FakePages(long sizeBytes, long pageSizeBytes, @Nullable LinuxException refusal) {
    this.sizeBytes = sizeBytes;
    this.pageSizeBytes = pageSizeBytes;
    this.refusal = refusal;
  }

  /** The calls so far. */
  List<Range> calls() {
    return List.copyOf(calls);
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public long pageSizeBytes() {
    return pageSizeBytes;
  }

  @Override
  public void populate(long offsetBytes, long lengthBytes) throws LinuxException {
    note(offsetBytes, lengthBytes, true);
    if (refusal != null) {
      throw refusal;
    }
  }

  @Override
  public void touch(long offsetBytes, long lengthBytes) {
    note(offsetBytes, lengthBytes, false);
  }

  @Override
  public long lostBytes() {
    return 0;
  }

  @Override
  public long missingBytes() {
    return sizeBytes;
  }

  private void note(long offsetBytes, long lengthBytes, boolean byKernel) {
    String thread = Thread.currentThread().getName();
    calls.add(new Range(offsetBytes, lengthBytes, byKernel, thread));
  }
}
