package org.backplane.vm.runtime.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.trace.BoardTrace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlicTest {

  private static final int CLAIM_M = 0x20_0004;
  private static final int THRESHOLD_M = 0x20_0000;
  private static final int CLAIM_S = 0x20_1004;
  private static final int ENABLE_M = 0x2000;
  private static final int ENABLE_S = 0x2080;

  private final TestPin machine = new TestPin();
  private final TestPin supervisor = new TestPin();
  private final Plic plic = new Plic(95, List.of(machine, supervisor), new BoardTrace());

  @BeforeEach
  void openAllSourcesOfTheMachineContext() throws BusFault {
    for (int source = 1; source <= 95; source++) {
      write(4 * source, 1);
    }
    for (int word = 0; word < 3; word++) {
      write(ENABLE_M + 4 * word, -1);
    }
  }

  @Test
  void aLevelIsClaimedOnceAndAgainAfterCompletion() throws BusFault {
    plic.source(10).set(true);
    assertThat(machine.high()).isTrue();
    assertThat(supervisor.high()).isFalse();
    assertThat(read(CLAIM_M)).isEqualTo(10);
    assertThat(machine.high()).isFalse();
    assertThat(read(CLAIM_M)).isZero();
    write(CLAIM_M, 10);
    assertThat(machine.high()).as("the level is still high").isTrue();
    assertThat(read(CLAIM_M)).isEqualTo(10);
    plic.source(10).set(false);
    write(CLAIM_M, 10);
    assertThat(machine.high()).isFalse();
    assertThat(read(CLAIM_M)).isZero();
  }

  @Test
  void noFurtherRequestBeforeCompletion() throws BusFault {
    plic.source(10).set(true);
    assertThat(read(CLAIM_M)).isEqualTo(10);
    plic.source(10).set(false);
    plic.source(10).set(true);
    assertThat(machine.high()).isFalse();
    assertThat(read(CLAIM_M)).isZero();
    write(CLAIM_M, 10);
    assertThat(read(CLAIM_M)).isEqualTo(10);
  }

  @Test
  void aRequestOutlivesItsLevel() throws BusFault {
    plic.source(3).set(true);
    plic.source(3).set(false);
    assertThat(read(0x1000)).isEqualTo(1 << 3);
    assertThat(read(CLAIM_M)).isEqualTo(3);
    assertThat(read(0x1000)).isZero();
  }

  @Test
  void highestPriorityFirstThenLowestNumber() throws BusFault {
    write(4 * 70, 5);
    for (int source : new int[] {40, 70, 8}) {
      plic.source(source).set(true);
    }
    assertThat(read(CLAIM_M)).isEqualTo(70);
    assertThat(read(CLAIM_M)).isEqualTo(8);
    assertThat(read(CLAIM_M)).isEqualTo(40);
  }

  @Test
  void theThresholdHoldsBackInterruptsButNotClaims() throws BusFault {
    write(THRESHOLD_M, 1);
    plic.source(1).set(true);
    assertThat(machine.high()).isFalse();
    write(THRESHOLD_M, 0);
    assertThat(machine.high()).isTrue();
    write(THRESHOLD_M, 7);
    assertThat(machine.high()).isFalse();
    assertThat(read(CLAIM_M)).isEqualTo(1);
  }

  @Test
  void contextsEnableForThemselves() throws BusFault {
    write(ENABLE_M, 0);
    write(ENABLE_S, 1 << 5);
    plic.source(5).set(true);
    assertThat(machine.high()).isFalse();
    assertThat(supervisor.high()).isTrue();
    assertThat(read(CLAIM_M)).isZero();
    assertThat(read(CLAIM_S)).isEqualTo(5);
  }

  @Test
  void aCompletionOfADisabledSourceIsIgnored() throws BusFault {
    plic.source(5).set(true);
    assertThat(read(CLAIM_M)).isEqualTo(5);
    write(ENABLE_M, 0);
    write(CLAIM_M, 5);
    write(ENABLE_M, -1);
    assertThat(machine.high()).isFalse();
    write(CLAIM_M, 5);
    assertThat(machine.high()).isTrue();
  }

  @Test
  void registersKeepTheBitsTheyHave() throws BusFault {
    write(4 * 7, 0xff);
    assertThat(read(4 * 7)).isEqualTo(7);
    write(0, 7);
    assertThat(read(0)).as("there is no source 0").isZero();
    assertThat(read(ENABLE_M)).isEqualTo(0xffff_fffeL);
    assertThat(read(4 * 96)).isZero();
    write(THRESHOLD_M, 0xff);
    assertThat(read(THRESHOLD_M)).isEqualTo(7);
  }

  @Test
  void everyOffsetAnswers() throws BusFault {
    for (int offset = 0; offset < MemoryMap.plic(1).sizeBytes(); offset += 4) {
      write(offset, -1);
      read(offset);
    }
    assertThatThrownBy(() -> plic.load(0, 8)).isInstanceOf(BusFault.class);
    assertThatThrownBy(() -> plic.store(0, 1, 0)).isInstanceOf(BusFault.class);
  }

  @Test
  void resetClosesEverythingAndKeepsLevels() throws BusFault {
    plic.source(9).set(true);
    assertThat(read(CLAIM_M)).isEqualTo(9);
    plic.reset();
    assertThat(machine.high()).isFalse();
    assertThat(read(4 * 9)).isZero();
    assertThat(read(ENABLE_M)).isZero();
    openAllSourcesOfTheMachineContext();
    assertThat(read(CLAIM_M)).isEqualTo(9);
  }

  private long read(int offset) throws BusFault {
    return plic.load(offset, 4);
  }

  private void write(int offset, int value) throws BusFault {
    plic.store(offset, 4, value);
  }
}
