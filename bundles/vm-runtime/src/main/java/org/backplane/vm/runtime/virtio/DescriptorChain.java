package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.util.List;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * One request of the driver: buffers to read from, then buffers to write to, all of them in RAM.
 * Reading and writing go on where the last call ended. Valid until the queue it came from is reset;
 * one thread at a time.
 */
public final class DescriptorChain {

  private final int head;
  private final Cursor readable;
  private final Cursor writable;

  DescriptorChain(
      int head, GuestMemory memory, List<Descriptor> readable, List<Descriptor> writable) {
    this.head = head;
    this.readable = new Cursor(memory, readable);
    this.writable = new Cursor(memory, writable);
  }

  int head() {
    return head;
  }

  /** How many buffers the driver gave. */
  int readableBuffers() {
    return readable.buffers.size();
  }

  /** How many buffers the device may write to. */
  int writableBuffers() {
    return writable.buffers.size();
  }

  /** Bytes that the driver gave, all in all. */
  public long readableBytes() {
    return readable.totalBytes;
  }

  /** Bytes that the device may write, all in all. */
  public long writableBytes() {
    return writable.totalBytes;
  }

  /** Bytes read so far. */
  public long readBytes() {
    return readable.doneBytes;
  }

  /** Bytes written so far. */
  public long writtenBytes() {
    return writable.doneBytes;
  }

  /** Reads on until the target is full or the driver's bytes end; answers how many were read. */
  int read(ByteBuffer target) throws GuestMemoryException {
    return readable.advance(target, GuestMemory::read);
  }

  /** Writes on until the source or the room ends; answers how many bytes were written. */
  int write(ByteBuffer source) throws GuestMemoryException {
    return writable.advance(source, GuestMemory::write);
  }

  private interface Copy {
    void between(GuestMemory memory, long address, ByteBuffer host) throws GuestMemoryException;
  }

  /** A position within a list of buffers. */
  private static final class Cursor {

    private final GuestMemory memory;
    private final List<Descriptor> buffers;
    private final long totalBytes;
    private long doneBytes;
    private int index;
    private long offset;

    Cursor(GuestMemory memory, List<Descriptor> buffers) {
      this.memory = memory;
      this.buffers = buffers;
      this.totalBytes = buffers.stream().mapToLong(Descriptor::length).sum();
    }

    int advance(ByteBuffer host, Copy copy) throws GuestMemoryException {
      int start = host.position();
      while (host.hasRemaining() && index < buffers.size()) {
        Descriptor buffer = buffers.get(index);
        int count = (int) Math.min(host.remaining(), buffer.length() - offset);
        copy.between(memory, buffer.address() + offset, host.slice(host.position(), count));
        host.position(host.position() + count);
        step(count, buffer);
      }
      return host.position() - start;
    }

    private void step(int count, Descriptor buffer) {
      doneBytes += count;
      offset += count;
      if (offset == buffer.length()) {
        index++;
        offset = 0;
      }
    }
  }
}
