package org.backplane.hostmem;

/**
 * The defaults in which the types of the family differ.
 *
 * @param share whether other processes may map the memory
 * @param merge whether the kernel may merge equal pages
 * @param dump whether a core dump contains the memory
 */
public record MemoryDefaults(boolean share, boolean merge, boolean dump) {

  /** Private memory that is merged and dumped: {@code memory-backend-ram} and {@code -file}. */
  public static final MemoryDefaults PRIVATE = new MemoryDefaults(false, true, true);

  /** The same, shared: {@code memory-backend-memfd} and {@code -shm}. */
  public static final MemoryDefaults SHARED = new MemoryDefaults(true, true, true);

  /** Shared pages that nobody can read: {@code memory-backend-epc}. */
  public static final MemoryDefaults ENCLAVE = new MemoryDefaults(true, false, false);
}
