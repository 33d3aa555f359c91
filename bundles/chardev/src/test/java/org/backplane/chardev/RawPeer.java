package org.backplane.chardev;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client of a UNIX socket that sends what no decent one would. */
final class RawPeer implements AutoCloseable {

  private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle CONNECT =
      call("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = call("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SENDMSG =
      call("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);

  private final int number;

  /** Connects. The descriptor is as a parent process leaves it to its children. */
  RawPeer(Path path) throws Throwable {
    this(path, CONNECT);
  }

  private RawPeer(Path path, MethodHandle naming) throws Throwable {
    number = (int) SOCKET.invokeExact(1, 1, 0);
    byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(110);
      address.set(JAVA_SHORT, 0, (short) 1);
      MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
      if ((int) naming.invokeExact(number, address, 110) != 0) {
        throw new AssertionError("nothing to be had at " + path);
      }
    }
  }

  /** Listens instead. */
  static RawPeer listening(Path path) throws Throwable {
    var socket = new RawPeer(path, BIND);
    if ((int) LISTEN.invokeExact(socket.number, 4) != 0) {
      throw new AssertionError("cannot listen on " + path);
    }
    return socket;
  }

  int number() {
    return number;
  }

  /** Sends a byte with many copies of its own descriptor. */
  void send(int descriptors) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      int length = 16 + 4 * descriptors;
      MemorySegment control = arena.allocate(length + 8, 8);
      control.set(JAVA_LONG, 0, length);
      control.set(JAVA_INT, 8, 1);
      control.set(JAVA_INT, 12, 1);
      for (int i = 0; i < descriptors; i++) {
        control.set(JAVA_INT, 16 + 4L * i, number);
      }
      MemorySegment piece = arena.allocate(16, 8);
      piece.set(JAVA_LONG, 0, arena.allocate(1).address());
      piece.set(JAVA_LONG, 8, 1);
      MemorySegment header = arena.allocate(56, 8);
      header.set(JAVA_LONG, 16, piece.address());
      header.set(JAVA_LONG, 24, 1);
      header.set(JAVA_LONG, 32, control.address());
      header.set(JAVA_LONG, 40, (length + 7) & ~7);
      if ((long) SENDMSG.invokeExact(number, header, 0) != 1) {
        throw new AssertionError("the kernel did not take the message");
      }
    }
  }

  @Override
  public void close() {
    try {
      int _ = (int) CLOSE.invokeExact(number);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static MethodHandle call(String name, ValueLayout result, ValueLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
  }
}
