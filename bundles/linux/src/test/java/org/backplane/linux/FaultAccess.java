package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;

/**
 * Ways to touch memory: code of the interpreter and of both compilers, stubs of the JVM, native
 * code, the kernel. Each reads the whole memory and says whether it is zero.
 */
enum FaultAccess {
  BYTES {
    @Override
    boolean isZero(MemorySegment memory) {
      long sum = 0;
      for (long at = 0; at < memory.byteSize(); at += STEP) {
        sum |= memory.get(JAVA_BYTE, at);
      }
      return sum == 0;
    }
  },
  WRITES {
    @Override
    boolean isZero(MemorySegment memory) {
      boolean stuck = true;
      for (long at = 0; at < memory.byteSize(); at += STEP) {
        memory.set(JAVA_INT, at, (int) at + 1);
        stuck &= memory.get(JAVA_INT, at) == (int) at + 1;
        memory.set(JAVA_INT, at, 0);
      }
      return stuck;
    }
  },
  ATOMICS {
    @Override
    boolean isZero(MemorySegment memory) {
      boolean zero = true;
      for (long at = 0; at < memory.byteSize(); at += STEP) {
        zero &= LONG.compareAndSet(memory, at, 0L, 7L);
        zero &= (long) LONG.getAndAdd(memory, at, -7L) == 7;
        zero &= (long) LONG.getVolatile(memory, at) == 0;
      }
      return zero;
    }
  },
  FILL {
    @Override
    boolean isZero(MemorySegment memory) {
      memory.fill((byte) 0);
      return memory.get(JAVA_BYTE, memory.byteSize() - 1) == 0;
    }
  },
  COPY {
    @Override
    boolean isZero(MemorySegment memory) {
      byte[] copy = memory.toArray(JAVA_BYTE);
      MemorySegment.copy(copy, 0, memory, JAVA_BYTE, 0, copy.length);
      int sum = 0;
      for (byte b : copy) {
        sum |= b;
      }
      return sum == 0;
    }
  },
  MISMATCH {
    @Override
    boolean isZero(MemorySegment memory) {
      return memory.mismatch(MemorySegment.ofArray(new byte[(int) memory.byteSize()])) == -1;
    }
  },
  CHECKSUMS {
    @Override
    boolean isZero(MemorySegment memory) {
      var crc = new CRC32();
      var crc32c = new CRC32C();
      var adler = new Adler32();
      var zeros = new CRC32();
      crc.update(memory.asByteBuffer());
      crc32c.update(memory.asByteBuffer());
      adler.update(memory.asByteBuffer());
      zeros.update(new byte[(int) memory.byteSize()]);
      return crc.getValue() == zeros.getValue() && adler.getValue() >>> 16 != 0;
    }
  },
  NATIVE_CODE {
    @Override
    boolean isZero(MemorySegment memory) {
      var deflater = new Deflater();
      try {
        deflater.setInput(memory.asByteBuffer());
        deflater.finish();
        return deflater.deflate(new byte[8192]) < memory.byteSize() / 100;
      } finally {
        deflater.end();
      }
    }
  },
  RAW_POINTERS {
    @Override
    boolean isZero(MemorySegment memory) {
      MemorySegment raw = MemorySegment.ofAddress(memory.address()).reinterpret(memory.byteSize());
      return BYTES.isZero(raw) && WRITES.isZero(raw);
    }
  },
  KERNEL {
    @Override
    boolean isZero(MemorySegment memory) {
      try (var zero = FileChannel.open(Path.of("/dev/zero"), StandardOpenOption.READ);
          var none = FileChannel.open(Path.of("/dev/null"), StandardOpenOption.WRITE)) {
        ByteBuffer page = memory.asSlice(STEP, STEP).asByteBuffer();
        attempt(() -> zero.read(page.clear()));
        attempt(() -> none.write(page.clear()));
        attempt(() -> LibC.madvise(memory.address(), STEP, LibC.MADV_POPULATE_WRITE));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return BYTES.isZero(memory);
    }
  };

  static final int STEP = 4096;
  private static final VarHandle LONG = JAVA_LONG.varHandle();

  abstract boolean isZero(MemorySegment memory);

  private interface Call {
    @SuppressWarnings("unused") // some calls have a result that nobody wants
    long run() throws IOException;
  }

  // The kernel may answer EFAULT instead of a signal; both are fine.
  private static void attempt(Call call) throws IOException {
    try {
      call.run();
    } catch (IOException e) {
      if (!e.getMessage().contains("Bad address")) {
        throw e;
      }
    }
  }
}
