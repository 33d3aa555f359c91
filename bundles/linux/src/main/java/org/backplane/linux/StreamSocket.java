package org.backplane.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A connected stream socket, with one owner. Reads and writes never wait; {@link #await} does. On a
 * UNIX socket open files can go with the bytes. Safe for use by several threads; after close every
 * call throws {@link ClosedChannelException}.
 */
public final class StreamSocket implements AutoCloseable {
  /** Most descriptors that go with one write or come with one read. */
  public static final int MOST_DESCRIPTORS = SocketMessage.MOST_DESCRIPTORS;

  private final FileDescriptor descriptor;
  private final boolean unix;
  private final DescriptorBatch staged = new DescriptorBatch();
  private final DescriptorBatch received = new DescriptorBatch();
  private final Holds uses = new Holds("socket", this::giveBack);
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile boolean closed;

  StreamSocket(FileDescriptor descriptor, int family) {
    this.descriptor = descriptor;
    this.unix = family == SocketCalls.AF_UNIX;
  }

  /** Two UNIX sockets that are connected to each other. */
  public record Pair(StreamSocket one, StreamSocket other) implements AutoCloseable {
    @Override
    public void close() {
      one.close();
      other.close();
    }
  }

  /** Makes a pair. */
  public static Pair pair() throws LinuxException {
    int[] numbers = new int[2];
    if (SocketCalls.socketpair(SocketCalls.AF_UNIX, Sockets.TYPE, numbers) == -1) {
      throw LibC.failure("socketpair", "");
    }
    return new Pair(end(numbers[0]), end(numbers[1]));
  }

  private static StreamSocket end(int number) {
    return new StreamSocket(new FileDescriptor(number, "socket pair"), SocketCalls.AF_UNIX);
  }

  /**
   * Begins to connect. Wait for room to write, then call {@link #finishConnect}.
   *
   * @throws LinuxException the host refuses at once, such as {@code ENOENT}; {@code EAGAIN} when
   *     the queue of a UNIX socket is full
   */
  public static StreamSocket connecting(SocketName name) throws LinuxException {
    FileDescriptor descriptor = Sockets.open(name);
    if (SocketCalls.connect(descriptor.number(), SocketName.encode(name)) == -1) {
      int errno = LibC.errno();
      if (!Errno.EINPROGRESS.is(errno) && !Errno.EINTR.is(errno)) {
        descriptor.close();
        throw new LinuxException("connect", "", errno);
      }
    }
    return new StreamSocket(descriptor, name.family());
  }

  /**
   * Takes over a connected socket that this process was started with.
   *
   * @throws LinuxException as {@link ListeningSocket#inherited}; {@code EINVAL} when it listens,
   *     {@code ENOTCONN} when it does neither
   */
  public static StreamSocket inherited(int number) throws LinuxException {
    FileDescriptor descriptor = Sockets.adopt(number, false);
    return new StreamSocket(descriptor, Sockets.localName(descriptor).family());
  }

  /** Tells how connecting ended. */
  public void finishConnect() throws IOException {
    try (var _ = hold()) {
      int errno = Sockets.option(descriptor, SocketCalls.SO_ERROR);
      if (errno != 0) {
        throw new LinuxException("connect", "", errno);
      }
    }
  }

  /** Waits with a poller, by its rules. */
  public Poller.Outcome await(Poller waiting, Poller.Interest interest, Duration timeout)
      throws IOException {
    try (var _ = hold()) {
      return waiting.await(descriptor, interest, timeout);
    } catch (IllegalStateException _) {
      throw new ClosedChannelException();
    }
  }

  /** How many bytes can be read without waiting; 0 also at the end. */
  public int unread() throws IOException {
    byte[] count = new byte[Integer.BYTES];
    try (var _ = hold()) {
      if (LibC.ioctl(descriptor.number(), LibC.FIONREAD, count) == -1) {
        throw LibC.failure("ioctl", "for the bytes that wait in a socket");
      }
    }
    return LibC.intIn(count);
  }

  /**
   * Reads into the buffer's remaining space, at most {@link FileDescriptor#MAX_TRANSFER_BYTES}.
   * Descriptors that come along wait for {@link #takeDescriptors}.
   *
   * @return bytes read; 0 when nothing is there or the buffer has no space; -1 at the end
   * @throws IOException also when descriptors were lost because there were too many
   */
  public int read(ByteBuffer target) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    int room = Math.min(target.remaining(), FileDescriptor.MAX_TRANSFER_BYTES);
    try (var _ = hold();
        var message = SocketMessage.toReceive(room)) {
      long count =
          transferred(
              "recvmsg",
              () ->
                  SocketCalls.recvmsg(
                      descriptor.number(),
                      message.address(),
                      SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_CMSG_CLOEXEC));
      if (count < 0) {
        return 0;
      }
      keep(message);
      message.data((int) count, target);
      return count == 0 ? -1 : (int) count;
    }
  }

  // A batch with a hole is worth nothing: who counts on its order would take one for another.
  private void keep(SocketMessage message) throws IOException {
    List<Integer> descriptors = message.descriptors();
    if (message.lostDescriptors()) {
      DescriptorBatch.closeAll(descriptors);
      throw new IOException(
          "descriptors of a message were lost: it had more than %d, or this process has too many"
                  .formatted(MOST_DESCRIPTORS)
              + " open files");
    }
    if (!descriptors.isEmpty()) {
      received.replace(descriptors);
    }
  }

  /**
   * Writes from the buffer, at most {@link FileDescriptor#MAX_TRANSFER_BYTES}, and advances it by
   * what was taken. Staged descriptors go with the first byte.
   *
   * @return bytes written; 0 when there is no room or the buffer is empty
   */
  public int write(ByteBuffer source) throws IOException {
    if (!source.hasRemaining()) {
      return 0;
    }
    int size = Math.min(source.remaining(), FileDescriptor.MAX_TRANSFER_BYTES);
    List<Integer> gone = List.of();
    long count;
    synchronized (staged) { // what goes is not replaced meanwhile; the kernel does not wait
      try (var _ = hold();
          var message = SocketMessage.toSend(source, size, staged.numbers())) {
        count =
            transferred(
                "sendmsg",
                () ->
                    SocketCalls.sendmsg(
                        descriptor.number(),
                        message.address(),
                        SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_NOSIGNAL));
        if (count > 0) {
          gone = staged.exchange(List.of());
        }
      }
    }
    DescriptorBatch.closeAll(gone);
    int taken = (int) Math.max(0, count);
    source.position(source.position() + taken);
    return taken;
  }

  /** The socket's descriptor; it goes with this object. */
  FileDescriptor descriptor() {
    return descriptor;
  }

  /** Whether descriptors can go with the bytes. */
  public boolean passesDescriptors() {
    return unix;
  }

  /**
   * Lets copies of descriptors go with the first byte of the next write; the caller's own stay its
   * own. Those staged before that have not gone are dropped.
   *
   * @param numbers of this process, at most {@link #MOST_DESCRIPTORS}; none to take back
   * @throws LinuxException {@code EBADF} when one is not open; those staged before stay then
   * @throws IllegalArgumentException too many, or this is no UNIX socket
   */
  public void stageDescriptors(List<Integer> numbers) throws IOException {
    if (!unix || numbers.size() > MOST_DESCRIPTORS) {
      throw new IllegalArgumentException(
          "a UNIX socket passes up to %d descriptors".formatted(MOST_DESCRIPTORS));
    }
    try (var _ = hold()) {
      List<Integer> copies = copies(numbers);
      List<Integer> former;
      synchronized (staged) {
        former = staged.exchange(copies);
      }
      DescriptorBatch.closeAll(former);
    }
  }

  private static List<Integer> copies(List<Integer> numbers) throws LinuxException {
    List<Integer> copies = new ArrayList<>();
    for (int number : numbers) {
      int copy = FileDescriptor.duplicate(number);
      if (copy == -1) {
        LinuxException refused = LibC.failure("fcntl", "to duplicate descriptor " + number);
        DescriptorBatch.closeAll(copies);
        throw refused;
      }
      copies.add(copy);
    }
    return copies;
  }

  /**
   * Hands over the descriptors that came last, in their order: the first {@code most} are the
   * caller's to close, the others are closed. Those that nobody takes are closed when the next come
   * or the socket closes. They are close-on-exec.
   */
  public List<Integer> takeDescriptors(int most) {
    return received.take(most);
  }

  /** Sends small pieces at once; nothing happens on a UNIX socket. */
  public void setNoDelay(boolean on) throws IOException {
    if (!unix) {
      try (var _ = hold()) {
        Sockets.setOption(descriptor, SocketCalls.IPPROTO_TCP, SocketCalls.TCP_NODELAY, on ? 1 : 0);
      }
    }
  }

  /** This end's name. */
  public SocketName local() throws IOException {
    try (var _ = hold()) {
      return Sockets.localName(descriptor);
    }
  }

  /** The other end's name. */
  public SocketName remote() throws IOException {
    try (var _ = hold()) {
      return Sockets.remoteName(descriptor);
    }
  }

  /** Ends the stream in both directions; who waits at either end notices. */
  public void shutdown() throws IOException {
    try (var _ = hold()) {
      if (SocketCalls.shutdown(descriptor.number(), SocketCalls.SHUT_RDWR) == -1
          && !Errno.ENOTCONN.is(LibC.errno())) {
        throw LibC.failure("shutdown", "");
      }
    }
  }

  /** Whether it was not closed. */
  public boolean isOpen() {
    return !closed;
  }

  /**
   * Ends the stream and closes what waits to go or to be taken. A peer can make that last long with
   * what it sent; this does not wait for it, {@link #awaitRelease} does. A second close does
   * nothing.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      shutdown(); // a call that waits keeps the descriptor: it shall not wait on
    } catch (IOException _) {
      // closed by another thread at this moment
    }
    uses.close();
  }

  /**
   * After close: waits until the kernel has everything back, for as long as the peer makes that
   * last. Who keeps a place for each peer and gives it to the next one only then has no more such
   * peers at a time than places.
   */
  public void awaitRelease() {
    boolean interrupted = false;
    while (true) {
      try {
        released.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // The last close of a UNIX socket closes the descriptors that nobody read from it, too.
  private void giveBack() {
    if (unix) {
      Closing.start(this::release);
    } else {
      release();
    }
  }

  private void release() {
    try {
      descriptor.close();
      staged.close();
      received.close();
    } finally {
      released.countDown();
    }
  }

  private Hold hold() throws ClosedChannelException {
    try {
      return uses.hold();
    } catch (IllegalStateException _) {
      throw new ClosedChannelException();
    }
  }

  @FunctionalInterface
  private interface Transfer {
    long run();
  }

  /** The number of bytes, or -1 when it would wait. */
  private static long transferred(String call, Transfer attempt) throws LinuxException {
    while (true) {
      long count = attempt.run();
      if (count >= 0) {
        return count;
      }
      int errno = LibC.errno();
      if (Errno.EAGAIN.is(errno)) {
        return -1;
      }
      if (!Errno.EINTR.is(errno)) {
        throw new LinuxException(call, "", errno);
      }
    }
  }
}
