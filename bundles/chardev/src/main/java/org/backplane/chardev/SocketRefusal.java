package org.backplane.chardev;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.backplane.api.HostException;

/** Turns the host's refusal into a sentence for an operator. */
final class SocketRefusal {

  private SocketRefusal() {}

  /**
   * @param step what was under way, such as {@code cannot listen on unix:/run/a.sock}
   */
  static HostException of(String subject, String step, IOException reason) {
    Words words = words(reason);
    return new HostException(subject, step + ": " + words.reason, words.advice, reason);
  }

  private record Words(String reason, String advice) {}

  private static Words words(IOException reason) {
    return switch (reason) {
      case FileAlreadyExistsException _ ->
          new Words("EEXIST (a file that is no socket has that name)", "give another path");
      case NoSuchFileException _ -> new Words("ENOENT (no such folder)", "make the folder first");
      case AccessDeniedException _ -> new Words("EACCES (permission denied)", "check the folder");
      case UnknownHostException _ -> new Words("no address for this host", "check the host's name");
      default -> words(String.valueOf(reason.getMessage()));
    };
  }

  // The JDK passes the kernel's reason on as the C library's text only.
  private static Words words(String message) {
    if (message.contains("Connection refused")) {
      return new Words("ECONNREFUSED (nobody listens)", "start the server first or give reconnect");
    }
    if (message.contains("No such file")) {
      return new Words("ENOENT (no such socket)", "start the server first or give reconnect");
    }
    if (message.contains("Address already in use")) {
      return new Words("EADDRINUSE (somebody listens there already)", "give another port");
    }
    if (message.contains("Cannot assign requested address")) {
      return new Words("EADDRNOTAVAIL (not an address of this host)", "give another host");
    }
    if (message.contains("Permission denied")) {
      return new Words("EACCES (permission denied)", "check the rights");
    }
    if (message.contains("Resource temporarily unavailable")) {
      return new Words("EAGAIN (the server's queue is full)", "try again or give reconnect");
    }
    if (message.contains("Too many open files")) {
      return new Words("EMFILE (too many open files)", "raise the limit of open files");
    }
    return new Words(message, "");
  }
}
