package org.backplane.vm.runtime.boot;

import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.vm.runtime.board.MemoryMap.Range;

/**
 * Where a test program talks to its host: guest physical addresses.
 *
 * @param tohost the u64 that it writes
 * @param fromhost the u64 that answers it
 * @param signature what it leaves behind
 */
public record HostSymbols(long tohost, OptionalLong fromhost, Optional<Range> signature) {}
