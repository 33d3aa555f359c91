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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads small files. What is named as a file may be a pipe that nobody writes to, or stand on a
 * disk that is gone; so a platform thread reads it, which is left alone when it takes too long.
 */
final class FileReading {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private FileReading() {}

  /**
   * All bytes of a file.
   *
   * @throws IOException it cannot be read in time, or has more than {@code most} bytes
   */
  static byte[] read(Path file, int most) throws IOException {
    var task = new FutureTask<>(() -> readNow(file, most));
    Thread.ofPlatform().daemon().name("backplane-security-file").start(task);
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    } catch (TimeoutException _) {
      throw new IOException("ETIMEDOUT (the file does not come)");
    } catch (ExecutionException e) {
      throw failure(e);
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
