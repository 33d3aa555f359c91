package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.backplane.cpu.riscv.trap.Access;

/** Random protection in a small space, against the model. */
class PmpModelTest {

  private static final int SPACE = 0x400;

  /** A write of an entry's configuration or address. */
  record Write(boolean address, int entry, long value) {}

  @Provide
  Arbitrary<Write> small() {
    return writes(Arbitraries.longs().between(0, SPACE / 4 - 1), 0x1f);
  }

  @Provide
  Arbitrary<Write> locking() {
    return writes(Arbitraries.longs().between(0, SPACE / 4 - 1), 0xff);
  }

  /** Boundaries at and around pages, and regions of many of them. */
  @Provide
  Arbitrary<Write> pages() {
    var atPages = Arbitraries.longs().between(0, 8).map(page -> page << 10);
    var wide = Arbitraries.longs().between(8, 12).map(bits -> (1L << bits) - 1);
    return writes(
        Arbitraries.oneOf(
            atPages, atPages.map(at -> at + 1), wide, Arbitraries.longs().between(0, 0x2000)),
        0x1f);
  }

  private static Arbitrary<Write> writes(Arbitrary<Long> addresses, int configurations) {
    var entries = Arbitraries.integers().between(0, 15);
    return Arbitraries.oneOf(
        Combinators.combine(entries, addresses).as((entry, at) -> new Write(true, entry, at)),
        Combinators.combine(entries, Arbitraries.longs().between(0, configurations))
            .as((entry, value) -> new Write(false, entry, value)));
  }

  private final PmpModel model = new PmpModel();
  private final TestCsrs csrs = new TestCsrs();

  private void apply(List<Write> writes) {
    for (var write : writes) {
      if (write.address) {
        csrs.write(TestCsrs.PMPADDR0 + write.entry, write.value);
        model.address(write.entry, write.value);
      } else {
        int number = TestCsrs.PMPCFG0 + write.entry / 8 * 2;
        int shift = write.entry % 8 * 8;
        long others = csrs.read(number) & ~(0xffL << shift);
        csrs.write(number, others | write.value << shift);
        model.configure(write.entry, (int) write.value);
      }
    }
  }

  @Property(tries = 100)
  void allowsWhatTheModelAllows(
      @ForAll @Size(min = 8, max = 40) List<@From("small") Write> writes) {
    apply(writes);
    assertAccesses();
  }

  @Property(tries = 100)
  void locksLikeTheModel(@ForAll @Size(min = 8, max = 40) List<@From("locking") Write> writes) {
    apply(writes);
    for (int entry = 0; entry < 16; entry++) {
      assertThat(csrs.read(TestCsrs.PMPADDR0 + entry)).isEqualTo(model.address(entry));
      assertThat(csrs.read(TestCsrs.PMPCFG0 + entry / 8 * 2) >>> entry % 8 * 8 & 0xff)
          .isEqualTo(model.configuration(entry));
    }
    assertAccesses();
    var saved = csrs.file().save();
    assertThat(csrs.restore(saved).file().save()).isEqualTo(saved);
    assertAccesses();
  }

  private void assertAccesses() {
    var pmp = csrs.file().pmp();
    for (long at = 0; at < SPACE; at += 3) {
      int width = 1 << at % 4;
      for (var privilege : Privilege.values()) {
        for (var access : Access.values()) {
          assertThat(pmp.allows(at, width, access, privilege))
              .as("%s by %s of %d at %x", access, privilege, width, at)
              .isEqualTo(model.allows(at, width, access, privilege));
        }
      }
    }
  }

  @Property(tries = 100)
  void pagesAreUniformWithoutABoundary(
      @ForAll @Size(min = 2, max = 12) List<@From("pages") Write> writes,
      @ForAll @IntRange(max = 8) int page) {
    apply(writes);
    assertThat(csrs.file().pmp().isUniform(page << 12)).isEqualTo(model.isUniform(page << 12));
  }

  @Property(tries = 100)
  void quickAnswerIsTrue(
      @ForAll @Size(max = 6) List<@From("small") Write> writes,
      @ForAll boolean all,
      @ForAll Privilege privilege) {
    apply(writes);
    if (all) {
      apply(List.of(new Write(true, 0, (1L << 54) - 1), new Write(false, 0, 0x1f)));
    }
    boolean open = csrs.file().pmp().isOpen(privilege);
    assertThat(open || !all).isTrue();
    for (long at = 0; open && at < SPACE; at += 4) {
      for (var access : Access.values()) {
        assertThat(model.allows(at, 8, access, privilege)).isTrue();
      }
    }
  }
}
