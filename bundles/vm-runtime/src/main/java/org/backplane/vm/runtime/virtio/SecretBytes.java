package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that are the guest's alone: they are wiped once it has them. For use by one thread. */
final class SecretBytes implements AutoCloseable {

  private final byte[] bytes;
  private final ByteBuffer view;

  private SecretBytes(byte[] bytes) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes);
  }

  /** Copies all remaining bytes of a buffer, which are taken. */
  static SecretBytes copyOf(ByteBuffer source) {
    byte[] copy = new byte[source.remaining()];
    source.get(copy);
    return new SecretBytes(copy);
  }

  int size() {
    return bytes.length;
  }

  /** To be read until {@link #close}; always the same buffer. */
  ByteBuffer view() {
    return view;
  }

  /** Wipes them. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
