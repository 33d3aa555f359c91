package org.backplane.hostmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.HostException;
import org.backplane.tck.TestCreation;
import org.backplane.tck.TestProgress;
import org.junit.jupiter.api.Test;

/** Preallocation leaves the host enough to live on. */
final class HeadroomTest {

  private static final long MIB = 1L << 20;
  private static final long PAGE = 4096;

  private final AtomicLong available = new AtomicLong(1024 * MIB);
  private final Headroom headroom = new Headroom("memory-backend-test 'm0'", available::get);
  private final TestCreation definition =
      new TestCreation(
          MemoryBackendProperties.type("memory-backend-test", "t", MemoryDefaults.PRIVATE),
          "m0",
          Map.of("size", 256 * MIB));
  private final Preallocator preallocator =
      new Preallocator(
          definition,
          (name, body) -> Thread.ofPlatform().daemon().name(name).start(body),
          headroom);

  @Test
  void whatIsThereCanBeTakenButForTheReserve() {
    assertThatCode(() -> headroom.require(1024 * MIB - Headroom.RESERVE_BYTES))
        .doesNotThrowAnyException();
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> headroom.require(1024 * MIB - Headroom.RESERVE_BYTES + 1))
        .withMessageContaining("'m0': prealloc needs 897 MiB, and the host has 896 MiB left");
  }

  @Test
  void moreThanTheHostHasIsRefusedBeforeAPageIsTaken() {
    available.set(200 * MIB);
    var pages = new FakePages(256 * MIB, PAGE, null);
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> preallocator.populate(pages, 2, ""));
    assertThat(pages.calls()).isEmpty();
    assertThat(definition.jobs()).isEmpty();
  }

  @Test
  void memoryThatOthersTakeMeanwhileEndsItEarly() {
    var pages =
        new FakePages(256 * MIB, PAGE, null) {
          @Override
          public void populate(long offsetBytes, long lengthBytes) {
            available.addAndGet(-8 * lengthBytes);
          }
        };
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> preallocator.populate(pages, 1, ""))
        .withMessageContaining("the host has 0 MiB left");
    assertThat(definition.jobs()).hasSize(1).allMatch(TestProgress::closed);
  }

  @Test
  void whatWasShortForAMomentIsTriedAgain() throws Exception {
    var dip = new AtomicLong();
    var calls = new AtomicLong();
    var moody =
        new Headroom("t", () -> dip.getAndIncrement() == 2 ? 0 : 1024 * MIB); // the second look
    var patient =
        new Preallocator(
            definition, (name, body) -> Thread.ofPlatform().daemon().name(name).start(body), moody);
    var pages =
        new FakePages(256 * MIB, PAGE, null) {
          @Override
          public void populate(long offsetBytes, long lengthBytes) {
            calls.addAndGet(lengthBytes);
          }
        };
    patient.populate(pages, 1, "");
    assertThat(calls.get()).isGreaterThan(256 * MIB);
    assertThat(definition.jobs()).hasSize(2);
  }

  /** A pool of huge pages and a disk have nothing to do with what the host has left. */
  @Test
  void pagesThatTakeNothingOfTheHostAreTakenHoweverLittleItHas() throws Exception {
    available.set(0);
    var pages =
        new FakePages(256 * MIB, PAGE, null) {
          @Override
          public long missingBytes() {
            return 0;
          }
        };
    preallocator.populate(pages, 1, "");
    assertThat(definition.jobs()).hasSize(1);
    assertThat(definition.jobs().getFirst().done()).isEqualTo(256 * MIB);
    var metrics = definition.metrics();
    assertThat(metrics.counter("bytes-preallocated").value()).isEqualTo(256 * MIB);
    assertThat(metrics.latency("preallocation-latency").snapshot().count()).isEqualTo(1);
  }

  @Test
  void isNotTriedForEver() {
    var looks = new AtomicLong();
    var hopeless = new Headroom("'m0'", () -> looks.getAndIncrement() % 2 == 0 ? 1024 * MIB : 0);
    var patient =
        new Preallocator(
            definition,
            (name, body) -> Thread.ofPlatform().daemon().name(name).start(body),
            hopeless);
    var pages = new FakePages(256 * MIB, PAGE, null);
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> patient.populate(pages, 1, ""))
        .withMessageContaining("prealloc was tried 5 times")
        .withMessageContaining("free memory");
    assertThat(definition.jobs()).hasSize(5).allMatch(TestProgress::closed);
  }
}
