package org.backplane.security;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import org.backplane.api.tls.Secret;
import org.backplane.api.type.PropertyValue;
import org.backplane.linux.Advice;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;

/**
 * A secret in memory of its own, outside the heap, where no collector copies it: it is in no core
 * dump, and the kernel empties it when the definition ends.
 *
 * @param memory a length and as many bytes; belongs to the definition
 */
record StoredSecret(Mapping memory) implements Secret {

  private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT;
  // Room for the longest; only the pages with something in them take any of the host's.
  private static final long SIZE_BYTES = 2L * SecretBytes.MOST_BYTES;
  private static final long ALIGNMENT_BYTES = 64 * 1024;

  /** Memory with a secret in it. */
  static Mapping store(byte[] secret) throws LinuxException {
    Mapping memory =
        Mapping.anonymous(MappingSpec.ofSize(SIZE_BYTES).withAlignmentBytes(ALIGNMENT_BYTES));
    try {
      memory.advise(Advice.DONTDUMP);
      memory.advise(Advice.DONTFORK);
      memory.segment().set(LENGTH, 0, secret.length);
      MemorySegment.copy(
          secret, 0, memory.segment(), ValueLayout.JAVA_BYTE, LENGTH.byteSize(), secret.length);
      return memory;
    } catch (LinuxException | RuntimeException e) {
      memory.close();
      throw e;
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public byte[] reveal() {
    try (var _ = memory.hold()) {
      byte[] copy = new byte[memory.segment().get(LENGTH, 0)];
      MemorySegment.copy(
          memory.segment(), ValueLayout.JAVA_BYTE, LENGTH.byteSize(), copy, 0, copy.length);
      return copy;
    }
  }

  @Override
  public Optional<PropertyValue> read(String property) {
    return property.equals(SecretType.LOADED)
        ? Optional.of(new PropertyValue.Bool(true))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "a secret";
  }

  @Override
  public void close() {
    // The memory is the definition's.
  }
}
