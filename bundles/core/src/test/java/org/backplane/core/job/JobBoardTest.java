package org.backplane.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.job.Job;
import org.backplane.api.job.JobStatus;
import org.backplane.api.object.ObjectPath;
import org.junit.jupiter.api.Test;

class JobBoardTest {

  private static final ObjectPath M0 = ObjectPath.object("m0");

  private final JobBoard board = new JobBoard();
  private final AtomicInteger callsOff = new AtomicInteger();

  private RunningJob begin(ObjectPath object, long total) {
    return board.begin(object, "preallocate", total, callsOff::incrementAndGet);
  }

  private List<String> ids() {
    return board.list().stream().map(Job::id).toList();
  }

  @Test
  void everyJobHasAnIdOfItsOwn() {
    var first = begin(M0, 1);
    begin(M0, 1);
    begin(ObjectPath.chardev("m0"), 1);
    begin(ObjectPath.object("m0-2"), 1);
    begin(ObjectPath.object("a"), 1);
    assertThat(ids())
        .containsExactly(
            "preallocate-m0",
            "preallocate-m0-2",
            "preallocate-m0-3",
            "preallocate-m0-2-2",
            "preallocate-a");
    first.close();
    begin(M0, 1);
    assertThat(ids()).last().isEqualTo("preallocate-m0-4");
  }

  @Test
  void theNextJobOfAnObjectIsNotMistakenForTheOneBefore() {
    begin(M0, 1).close();
    begin(M0, 1).close();
    var third = begin(M0, 1);
    assertThat(ids()).containsExactly("preallocate-m0-3");
    third.close();
    begin(ObjectPath.object("m0-2"), 1);
    assertThat(ids()).as("the second had that one").containsExactly("preallocate-m0-2-2");
    assertThatThrownBy(() -> board.cancel("preallocate-m0"))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void idsOfLongAgoAreForgottenButNotThoseOfJobsUnderWay() {
    var patient = begin(M0, 1);
    for (int i = 0; i <= JobIds.REMEMBERED; i++) {
      begin(ObjectPath.object("a" + i), 1).close();
    }
    begin(ObjectPath.object("a0"), 1);
    begin(M0, 1);
    assertThat(ids()).containsExactly("preallocate-m0", "preallocate-a0", "preallocate-m0-2");
    patient.close();
  }

  @Test
  void whatWasCalledOffBeforeItsEndIsKnownAfterIt() throws Exception {
    var called = begin(M0, 1);
    board.cancel("preallocate-m0");
    called.close();
    var ended = begin(M0, 1);
    ended.close();
    assertThat(ended.callOff()).isFalse();
    var aborted = begin(M0, 1);
    aborted.abort();
    aborted.close();
    assertThat(called.wasCalledOff()).isTrue();
    assertThat(ended.wasCalledOff()).isFalse();
    assertThat(aborted.wasCalledOff()).as("by no operator").isFalse();
    assertThat(callsOff).hasValue(1);
  }

  @Test
  void anIdIsQuotedOnlyAtItsBeginning() {
    assertThatThrownBy(() -> board.cancel("x".repeat(3_000_000)))
        .isInstanceOf(InvalidRequestException.class)
        .message()
        .hasSizeLessThan(200);
  }

  @Test
  void progressNeverPassesTheTotalNorGoesBack() {
    var job = begin(M0, 10);
    job.advance(4);
    job.advance(-3);
    job.advance(0);
    assertThat(job.now().done()).isEqualTo(4);
    job.advance(7);
    job.advance(Long.MAX_VALUE);
    assertThat(job.now().done()).isEqualTo(10);
    assertThat(begin(M0, 0).now().total()).isOne();
    assertThat(begin(M0, -5).now().total()).isOne();
    var huge = begin(M0, Long.MAX_VALUE);
    huge.advance(Long.MAX_VALUE - 1);
    huge.advance(Long.MAX_VALUE);
    assertThat(huge.now().done()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aJobMayBeCalledOffAgainButNotOnceItHasEnded() throws Exception {
    var job = begin(M0, 10);
    board.cancel("preallocate-m0");
    board.cancel("preallocate-m0");
    assertThat(callsOff).hasValue(2);
    assertThat(board.list().getFirst().status()).isEqualTo(JobStatus.ABORTING);
    job.close();
    job.close();
    assertThatThrownBy(() -> board.cancel("preallocate-m0"))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(callsOff).hasValue(2);
  }

  @Test
  void listenersHearEachChangeOnceAndInOrderWhoeverMakesIt() throws Exception {
    for (int round = 0; round < 100; round++) {
      var heard = new CopyOnWriteArrayList<JobStatus>();
      try (var _ = board.listen(now -> heard.add(now.status()))) {
        var job = begin(M0, 10);
        var threads =
            IntStream.range(0, 4)
                .mapToObj(n -> Thread.ofPlatform().start(n % 2 == 0 ? job::close : job::abort))
                .toList();
        for (Thread thread : threads) {
          thread.join();
        }
      }
      assertThat(heard).isSorted().doesNotHaveDuplicates();
      assertThat(heard).startsWith(JobStatus.RUNNING).endsWith(JobStatus.CONCLUDED);
    }
    assertThat(board.list()).isEmpty();
  }

  @Test
  void aListenerThatEndsAJobHearsOfItAfterwards() {
    var heard = new CopyOnWriteArrayList<JobStatus>();
    var job = begin(M0, 1);
    board.listen(
        now -> {
          job.close();
          heard.add(now.status());
        });
    job.abort();
    assertThat(heard).containsExactly(JobStatus.ABORTING, JobStatus.CONCLUDED);
  }

  @Test
  void aBrokenListenerHarmsNobodyElseAndAClosedOneHearsNothing() {
    var heard = new CopyOnWriteArrayList<JobStatus>();
    board.listen(
        _ -> {
          throw new IllegalStateException("broken on purpose");
        });
    var listening = board.listen(now -> heard.add(now.status()));
    var job = begin(M0, 1);
    listening.close();
    job.close();
    assertThat(heard).containsExactly(JobStatus.RUNNING);
  }
}
