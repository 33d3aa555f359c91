package org.backplane.chardev;

import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import javax.net.ssl.SSLException;
import org.backplane.api.HostException;
import org.backplane.linux.LinuxException;

/** Turns the host's refusal into a sentence for an operator. */
final class SocketRefusal {

  private static final String INHERIT = "open the socket before this process starts";

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
      case SSLException refused -> new Words("TLS: " + refused.getMessage(), "");
      case LinuxException refused -> words(refused);
      default -> new Words(String.valueOf(reason.getMessage()), "");
    };
  }

  private static Words words(LinuxException refused) {
    return switch (refused.errnoName()) {
      case "ECONNREFUSED" ->
          new Words("ECONNREFUSED (nobody listens)", "start the server first or give reconnect");
      case "ENOENT" ->
          new Words("ENOENT (no such socket)", "start the server first or give reconnect");
      case "EADDRINUSE" ->
          new Words("EADDRINUSE (somebody listens there already)", "give another port or name");
      case "EADDRNOTAVAIL" ->
          new Words("EADDRNOTAVAIL (not an address of this host)", "give another host");
      case "EACCES" -> new Words("EACCES (permission denied)", "check the rights");
      case "EAGAIN" ->
          new Words("EAGAIN (the server's queue is full)", "try again or give reconnect");
      case "EMFILE" -> new Words("EMFILE (too many open files)", "raise the limit of open files");
      case "EBADF" -> new Words("EBADF (this process was started without it)", INHERIT);
      case "EBUSY" -> new Words("EBUSY (it is in use already, or this process's own)", INHERIT);
      case "ENOTSOCK", "EPROTOTYPE" -> new Words("it is no stream socket", INHERIT);
      case "EINVAL", "ENOTCONN" ->
          new Words("a server's socket must listen, a client's must be connected", "check server=");
      default -> new Words(String.valueOf(refused.getMessage()), "");
    };
  }
}
