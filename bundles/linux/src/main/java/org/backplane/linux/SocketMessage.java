package org.backplane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One message of sendmsg(2) and recvmsg(2) in memory of the host: a header, one piece of data, and
 * room for the descriptors that go with it. The layouts are those of 64-bit hosts.
 *
 * <table>
 * <caption>all in one block, in the host's byte order</caption>
 * <tr><td>0</td><td>struct msghdr</td><td>u64 name, u32 its length, u64 pieces, u64 their number, u64
 * control, u64 its length, i32 flags</td></tr>
 * <tr><td>56</td><td>struct iovec</td><td>u64 address, u64 length</td></tr>
 * <tr><td>72</td><td>struct cmsghdr</td><td>u64 length with this header, i32 level, i32 type, then
 * i32 descriptors, filled up to a multiple of 8</td></tr>
 * <tr><td>behind</td><td>data</td><td></td></tr>
 * </table>
 */
final class SocketMessage implements AutoCloseable {
  /** Most descriptors of one message. */
  static final int MOST_DESCRIPTORS = 16;

  private static final int PIECES = 16;
  private static final int PIECES_COUNT = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_BYTES = 40;
  private static final int FLAGS = 48;
  private static final int PIECE_AT = 56;
  private static final int CONTROL_AT = PIECE_AT + 16;
  private static final int CONTROL_HEADER_BYTES = 16;
  private static final int CONTROL_ROOM = CONTROL_HEADER_BYTES + 4 * MOST_DESCRIPTORS;
  private static final int SCM_RIGHTS = 1;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment block;
  private final int controlRoom;
  private final int dataAt;

  private SocketMessage(int dataBytes, int controlBytes) {
    controlRoom = controlBytes;
    dataAt = CONTROL_AT + controlBytes;
    block = arena.allocate(dataAt + dataBytes, Long.BYTES);
    long address = block.address();
    block.set(ValueLayout.JAVA_LONG, PIECES, address + PIECE_AT);
    block.set(ValueLayout.JAVA_LONG, PIECES_COUNT, 1);
    block.set(ValueLayout.JAVA_LONG, PIECE_AT, address + dataAt);
    block.set(ValueLayout.JAVA_LONG, PIECE_AT + Long.BYTES, dataBytes);
    if (controlBytes > 0) {
      block.set(ValueLayout.JAVA_LONG, CONTROL, address + CONTROL_AT);
      block.set(ValueLayout.JAVA_LONG, CONTROL_BYTES, controlBytes);
    }
  }

  /** A message to be filled. */
  static SocketMessage toReceive(int dataBytes) {
    return new SocketMessage(dataBytes, CONTROL_ROOM);
  }

  /** A message from the next bytes of a buffer, whose position stays. */
  static SocketMessage toSend(ByteBuffer source, int dataBytes, List<Integer> descriptors) {
    byte[] control = encode(descriptors);
    var message = new SocketMessage(dataBytes, control.length);
    MemorySegment.copy(
        MemorySegment.ofArray(control), 0, message.block, CONTROL_AT, control.length);
    MemorySegment.copy(MemorySegment.ofBuffer(source), 0, message.block, message.dataAt, dataBytes);
    return message;
  }

  /** Where the kernel finds it. */
  long address() {
    return block.address();
  }

  /** Takes the data that came out into a buffer. */
  void data(int count, ByteBuffer target) {
    target.put(block.asSlice(dataAt, count).asByteBuffer());
  }

  /** The descriptors that came. */
  List<Integer> descriptors() {
    long length = Math.clamp(block.get(ValueLayout.JAVA_LONG, CONTROL_BYTES), 0, controlRoom);
    return decode(block.asSlice(CONTROL_AT, length).asByteBuffer());
  }

  /** Whether there were more descriptors than room, or than this process may have. */
  boolean lostDescriptors() {
    return (block.get(ValueLayout.JAVA_INT, FLAGS) & SocketCalls.MSG_CTRUNC) != 0;
  }

  @Override
  public void close() {
    arena.close();
  }

  /** Control data that passes descriptors; empty when there are none. */
  static byte[] encode(List<Integer> descriptors) {
    if (descriptors.isEmpty()) {
      return new byte[0];
    }
    int length = CONTROL_HEADER_BYTES + 4 * descriptors.size();
    ByteBuffer control = ByteBuffer.allocate(aligned(length)).order(ByteOrder.nativeOrder());
    control.putLong(length).putInt(SocketCalls.SOL_SOCKET).putInt(SCM_RIGHTS);
    descriptors.forEach(control::putInt);
    return control.array();
  }

  /** The descriptors in control data, which may hold other things too and end anywhere. */
  static List<Integer> decode(ByteBuffer control) {
    control.order(ByteOrder.nativeOrder());
    List<Integer> descriptors = new ArrayList<>();
    while (control.remaining() >= CONTROL_HEADER_BYTES) {
      int start = control.position();
      long length = control.getLong();
      int level = control.getInt();
      int type = control.getInt();
      if (length < CONTROL_HEADER_BYTES || length > control.limit() - start) {
        break;
      }
      boolean passes = level == SocketCalls.SOL_SOCKET && type == SCM_RIGHTS;
      for (int at = CONTROL_HEADER_BYTES; passes && at + 4 <= length; at += 4) {
        descriptors.add(control.getInt());
      }
      control.position(Math.min(control.limit(), start + aligned((int) length)));
    }
    return descriptors;
  }

  private static int aligned(int length) {
    return (length + 7) & ~7;
  }
}
