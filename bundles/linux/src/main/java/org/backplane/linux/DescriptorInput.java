package org.backplane.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A descriptor as a stream, so that a failing read keeps the kernel's reason. */
final class DescriptorInput extends InputStream {
  private final FileDescriptor source;

  DescriptorInput(FileDescriptor source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) == -1 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return source.read(ByteBuffer.wrap(target, offset, length));
  }
}
