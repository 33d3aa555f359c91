package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTableTest {
  private static final int PAGE = 4096;
  private static final int BUDGET = 100;
  private static final int PROTECTION = 3;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(FaultTable.BYTES, PAGE);
  private final FaultTable table = new FaultTable(memory.address(), BUDGET);

  @AfterEach
  void free() {
    arena.close();
  }

  @Test
  void slotSaysWhatTheHandlerNeeds() throws LinuxException {
    table.add(16 * PAGE, 2 * PAGE, 2 * PAGE, PROTECTION);
    table.add(32 * PAGE, PAGE, PAGE, 1);
    int second = FaultTable.SLOTS + FaultTable.STRIDE;
    assertThat(memory.get(JAVA_LONG, FaultTable.SLOTS + FaultTable.START)).isEqualTo(16 * PAGE);
    assertThat(memory.get(JAVA_LONG, FaultTable.SLOTS + FaultTable.END)).isEqualTo(18 * PAGE);
    assertThat(memory.get(JAVA_LONG, FaultTable.SLOTS + FaultTable.PAGE)).isEqualTo(2 * PAGE);
    assertThat(memory.get(JAVA_INT, second + FaultTable.PROTECTION)).isOne();
    assertThat(limit()).isEqualTo(second + FaultTable.STRIDE);
  }

  @Test
  void onlyWholePagesCanBeWatched() {
    for (long[] wrong :
        new long[][] {
          {1, PAGE, PAGE},
          {PAGE, 1, PAGE},
          {PAGE, 0, PAGE},
          {PAGE, PAGE, 2 * PAGE},
          {PAGE, PAGE, 0},
          {PAGE, 3 * PAGE, 3 * PAGE}
        }) {
      assertThatThrownBy(() -> table.add(wrong[0], wrong[1], wrong[2], PROTECTION))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(table.used()).isZero();
  }

  @Test
  void removedSlotKeepsItsLossAndServesAnother() throws LinuxException {
    var slot = table.add(PAGE, PAGE, PAGE, PROTECTION);
    memory.set(JAVA_LONG, FaultTable.SLOTS + FaultTable.FIRST, PAGE + 7);
    memory.set(JAVA_LONG, FaultTable.SLOTS + FaultTable.LOST, PAGE);
    memory.set(JAVA_LONG, FaultTable.SLOTS + FaultTable.PIECES, 3);
    memory.set(JAVA_LONG, FaultTable.BUDGET, BUDGET - 3);
    table.remove(slot);
    assertThat(memory.get(JAVA_LONG, FaultTable.SLOTS + FaultTable.END)).isZero();
    assertThat(limit()).isEqualTo(FaultTable.SLOTS);
    assertThat(table.budget()).isEqualTo(BUDGET);
    var next = table.add(5 * PAGE, PAGE, PAGE, PROTECTION);
    table.remove(slot);
    assertThat(memory.get(JAVA_LONG, FaultTable.SLOTS + FaultTable.END)).isEqualTo(6 * PAGE);
    assertThat(table.lost(next)).isZero();
    assertThat(table.lost(slot)).isEqualTo(PAGE);
    assertThat(table.first(slot)).isEqualTo(PAGE + 7);
    assertThat(table.used()).isOne();
  }

  @Test
  void removalWaitsForTheHandler() throws Exception {
    var slot = table.add(PAGE, PAGE, PAGE, PROTECTION);
    memory.set(JAVA_INT, FaultTable.SLOTS + FaultTable.LOCK, 1);
    Thread remover = Thread.ofPlatform().start(() -> table.remove(slot));
    while (remover.getState() != Thread.State.TIMED_WAITING) {
      assertThat(remover.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    assertThat(memory.get(JAVA_LONG, FaultTable.SLOTS + FaultTable.END)).isZero();
    assertThat(table.isRemoved(slot)).isFalse();
    assertThat(table.used()).as("not given to another").isOne();
    memory.set(JAVA_INT, FaultTable.SLOTS + FaultTable.LOCK, 0);
    assertThat(remover.join(Duration.ofSeconds(10))).isTrue();
    assertThat(table.isRemoved(slot)).isTrue();
  }

  @Test
  void oneMappingTooManyIsRefused() throws LinuxException {
    List<FaultTable.Slot> slots = new ArrayList<>();
    for (int i = 0; i < FaultTable.CAPACITY; i++) {
      slots.add(table.add((i + 1L) * PAGE, PAGE, PAGE, PROTECTION));
    }
    assertThatThrownBy(() -> table.add(PAGE, PAGE, PAGE, PROTECTION))
        .isInstanceOf(LinuxException.class)
        .hasMessage("mmap of one more watched mapping, there are 32768: ENOMEM (out of memory)");
    table.remove(slots.get(77));
    table.add(PAGE, PAGE, PAGE, PROTECTION);
  }

  private long limit() {
    return memory.get(JAVA_LONG, FaultTable.LIMIT) - memory.address();
  }
}
