package org.backplane.hostmem;

import java.io.IOException;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectContext;
import org.backplane.api.object.Progress;
import org.backplane.linux.AvailableMemory;
import org.backplane.linux.Host;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;

/** Preallocates the memory of one object, as a job that operators see and can call off. */
final class Preallocator {

  private static final String JOB = "preallocate";
  private static final int ATTEMPTS = 5;

  private final ObjectContext object;
  private final Crew.Starter starter;
  private final Headroom headroom;
  private final MemoryMeter meter;

  Preallocator(ObjectContext object, Crew.Starter starter) {
    this(object, starter, new Headroom(object.subject(), new AvailableMemory()::bytes));
  }

  Preallocator(ObjectContext object, Crew.Starter starter, Headroom headroom) {
    this.object = object;
    this.starter = starter;
    this.headroom = headroom;
    this.meter = new MemoryMeter(object.metrics());
  }

  /**
   * Takes all pages from the host. An interrupt of the calling thread ends it within a step of a
   * few milliseconds (or one huge page).
   *
   * @param shared whether the pages are its file's own
   * @param wantedThreads how many threads to use at most
   * @param again what to do after it was called off, for messages
   * @throws BackplaneException the host does not have them, it was called off, or the memory cannot
   *     be written to
   */
  void populate(Mapping mapping, boolean shared, long wantedThreads, String again)
      throws BackplaneException {
    checkWritable(mapping);
    populate(new MappedPages(mapping, shared), wantedThreads, again);
  }

  void populate(Pages pages, long wantedThreads, String again) throws BackplaneException {
    int threads =
        Preallocation.threads(
            wantedThreads,
            Host.read().onlineCpus(),
            pages.sizeBytes() / pages.pageSizeBytes(),
            pages.sizeBytes());
    long start = System.nanoTime();
    try {
      takeAll(pages, threads);
      meter.preallocated(pages.sizeBytes(), start);
    } catch (LinuxException e) {
      throw HostRefusal.of(object.subject(), "prealloc failed", e);
    } catch (InternalError e) { // what a JVM throws where the fault guard is not offered
      throw missing("a page", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HostException(object.subject(), "prealloc was called off", again, e);
    }
  }

  // What ended for want of room is tried again: there may be room again, and if not, the first look
  // says so.
  private void takeAll(Pages pages, int threads)
      throws BackplaneException, LinuxException, InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      long missing = pages.missingBytes();
      Headroom room = missing == 0 ? Headroom.UNLIMITED : headroom;
      room.require(missing);
      var preallocation = new Preallocation(pages, threads, new Crew(starter), room);
      run(preallocation, pages.sizeBytes());
      if (!preallocation.isExhausted()) {
        return;
      }
    }
    throw headroom.shortage(ATTEMPTS);
  }

  private void run(Preallocation preallocation, long bytes)
      throws BackplaneException, LinuxException, InterruptedException {
    try (Progress job = object.begin(JOB, bytes)) {
      long lost = preallocation.run("prealloc-" + object.path().id(), job::advance);
      checkLost(lost, bytes);
    }
  }

  private void checkWritable(Mapping mapping) throws InvalidRequestException {
    if (!mapping.writable()) {
      throw new InvalidRequestException(
          object.subject(),
          "prealloc=on takes pages by writing to them, and this memory is read-only",
          "leave prealloc out, or map the file writable (rom=off)");
    }
  }

  private void checkLost(long lost, long size) throws HostException {
    if (lost > 0) {
      throw missing(
          "%d of %d bytes".formatted(lost, size),
          new IOException("pages were missing when they were touched"));
    }
  }

  private HostException missing(String what, Throwable cause) {
    return new HostException(
        object.subject(),
        "prealloc failed: the host does not have %s (SIGBUS)".formatted(what),
        "make room in the file system or the pool of huge pages that it comes from",
        cause);
  }
}
