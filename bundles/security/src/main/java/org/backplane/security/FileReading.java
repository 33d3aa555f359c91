package org.backplane.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.backplane.api.thread.WorkerThread;

/**
 * Reads small files. What is named as a file may be a pipe that nobody writes to, or stand on a
 * disk that is gone; so a platform thread reads it, which is left alone when it takes too long. It
 * keeps its place until it ends: there are never more such threads than places. Any thread.
 */
final class FileReading {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_THREADS = 16;

  private final Duration patience;
  private final Semaphore places;

  FileReading() {
    this(PATIENCE, MOST_THREADS);
  }

  /**
   * @param patience for a place and for the file
   * @param mostThreads how many threads there may be, those left alone included
   */
  FileReading(Duration patience, int mostThreads) {
    this.patience = patience;
    this.places = new Semaphore(mostThreads);
  }

  /** Something that asks for files. */
  @FunctionalInterface
  interface Access<T> {
    T get() throws IOException;
  }

  /**
   * All bytes of a file.
   *
   * @throws IOException it cannot be read in time, or has more than {@code most} bytes
   */
  byte[] read(Path file, int most) throws IOException {
    return inTime(() -> readNow(file, most));
  }

  /**
   * Answers what an access answers.
   *
   * @throws IOException it failed, or did not come to an end in time
   */
  <T> T inTime(Access<T> access) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    try {
      if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("ETIMEDOUT (too many other files do not come)");
      }
      return begin(access).get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    } catch (TimeoutException _) {
      throw new IOException("ETIMEDOUT (the file does not come)");
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  // With a place taken.
  private <T> FutureTask<T> begin(Access<T> access) throws IOException {
    var task = new FutureTask<T>(access::get);
    boolean begun = false;
    try {
      WorkerThread.platform("backplane-security-file", () -> run(task)).start();
      begun = true;
      return task;
    } catch (OutOfMemoryError e) {
      throw new IOException("the host has no more threads", e);
    } finally {
      if (!begun) {
        places.release();
      }
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } finally {
      places.release();
    }
  }

  /** Why a file cannot be read, in a few words. */
  static String reason(IOException refusal) {
    return switch (refusal) {
      case NoSuchFileException _ -> "ENOENT (no such file)";
      case AccessDeniedException _ -> "EACCES (permission denied)";
      default -> String.valueOf(refusal.getMessage());
    };
  }

  private static byte[] readNow(Path file, int most) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      byte[] bytes = input.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("it has more than %d bytes".formatted(most));
      }
      return bytes;
    }
  }

  private static IOException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException refused -> refused;
      case null, default -> new IOException("it cannot be read", e);
    };
  }
}
