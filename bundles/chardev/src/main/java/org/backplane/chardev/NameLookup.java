package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.backplane.api.thread.WorkerThread;

/**
 * Asks the host for the addresses of a name. That call cannot be ended and would hold a virtual
 * thread's carrier, so a platform thread makes it; who is interrupted leaves without the answer,
 * and that thread ends when the host gives up.
 */
final class NameLookup {

  private NameLookup() {}

  /** All addresses of a name or number. */
  static List<InetAddress> of(String host, Duration patience) throws IOException {
    return run(() -> InetAddress.getAllByName(host), patience);
  }

  /**
   * @param question throws an {@link IOException} when there is no answer
   */
  static List<InetAddress> run(Callable<InetAddress[]> question, Duration patience)
      throws IOException {
    var task = new FutureTask<>(question);
    WorkerThread.platform("backplane-chardev-lookup", task).start();
    try {
      return List.of(task.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while looking up the host's name");
    } catch (TimeoutException _) {
      throw new SocketTimeoutException("ETIMEDOUT (the host's name was not found in time)");
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  private static IOException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case UnknownHostException unknown -> unknown;
      case null, default -> new IOException("the host's name cannot be looked up", e);
    };
  }
}
