package org.backplane.trace;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** The process's standard error, which stays open. */
final class StandardError extends OutputStream {

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);

  @Override
  public void write(int b) throws IOException {
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    out.write(bytes, from, count);
  }

  @Override
  public void close() {}
}
