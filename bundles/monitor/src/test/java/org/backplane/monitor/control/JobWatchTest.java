package org.backplane.monitor.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.monitor.fake.FakeJobs;
import org.backplane.monitor.session.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What peers hear of jobs, and that nothing stays behind. */
class JobWatchTest {

  private static final Duration SHORT = Duration.ofMillis(5);
  private static final Duration NEVER = Duration.ofHours(1);

  private final FakeJobs jobs = new FakeJobs();
  private final Ears ears = new Ears();
  private final List<JobWatch> watches = new ArrayList<>();

  /** Hears all events; progress also one by one. */
  private static final class Ears implements Audience {
    private final List<String> all = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Map<String, Object>> progress = new LinkedBlockingQueue<>();
    private final List<Long> times = new CopyOnWriteArrayList<>();

    @Override
    public void announce(Event event) {
      if (event.name().equals("X_JOB_PROGRESS")) {
        times.add(System.nanoTime());
        all.add("progress " + event.data().get("current-progress"));
        progress.add(event.data());
      } else {
        assertThat(event.name()).isEqualTo("JOB_STATUS_CHANGE");
        all.add(event.data().get("id") + " " + event.data().get("status"));
      }
    }

    Map<String, Object> awaitProgress() throws InterruptedException {
      return Objects.requireNonNull(progress.poll(20, TimeUnit.SECONDS), "no progress was told");
    }

    @Override
    public void flush(Duration deadline) {}
  }

  @AfterEach
  void close() {
    watches.forEach(JobWatch::close);
  }

  private JobWatch watch(Duration period) {
    var watch = JobWatch.over(jobs, ears, period);
    watches.add(watch);
    return watch;
  }

  private static void awaitNoThread(JobWatch watch) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (watch.watching()) {
      assertThat(System.nanoTime()).as("the thread should have ended").isLessThan(end);
      Thread.yield();
    }
  }

  @Test
  void tellsEachStepInOrder() throws Exception {
    watch(NEVER);

    jobs.begin("a");
    jobs.begin("b");
    jobs.cancel("b");
    jobs.end("a");
    jobs.end("b");

    assertThat(ears.all)
        .containsExactly(
            "a created",
            "a running",
            "b created",
            "b running",
            "b aborting",
            "a concluded",
            "a null",
            "b concluded",
            "b null");
  }

  @Test
  void aStepIsToldOnce() throws Exception {
    watch(NEVER);
    jobs.begin("a");
    jobs.tell("a");
    jobs.cancel("a");
    jobs.cancel("a");

    assertThat(ears.all).containsExactly("a created", "a running", "a aborting");
  }

  @Test
  void anIdMayComeBack() {
    watch(NEVER);
    jobs.begin("a");
    jobs.end("a");
    jobs.begin("a");

    assertThat(ears.all).endsWith("a null", "a created", "a running");
  }

  @Test
  void tellsProgressWhileSomethingMoves() throws Exception {
    watch(SHORT);
    jobs.begin("a");
    jobs.advance("a", 30);

    assertThat(ears.awaitProgress())
        .isEqualTo(Map.of("id", "a", "current-progress", 30L, "total-progress", 100L));
    jobs.awaitQuestions(3); // looked at again, and nothing has moved
    assertThat(ears.progress).isEmpty();

    jobs.advance("a", 1);
    assertThat(ears.awaitProgress()).containsEntry("current-progress", 31L);
  }

  @Test
  void tellsProgressOfAJobThatIsCalledOff() throws Exception {
    watch(SHORT);
    jobs.begin("a");
    jobs.advance("a", 30);
    ears.awaitProgress();
    jobs.cancel("a");
    jobs.advance("a", 1);

    assertThat(ears.awaitProgress()).containsEntry("current-progress", 31L);
  }

  @Test
  void whatMovedBeforeItWasCalledOffIsToldToo() throws Exception {
    watch(Duration.ofMillis(200));
    jobs.begin("a");
    jobs.advance("a", 30);
    jobs.cancel("a"); // before the first look

    assertThat(ears.awaitProgress()).containsEntry("current-progress", 30L);
  }

  @Test
  void tellsProgressAtMostOnceAPeriod() throws Exception {
    Duration period = Duration.ofMillis(40);
    watch(period);
    jobs.begin("a");
    while (ears.times.size() < 4) {
      jobs.advance("a", 1);
      Thread.yield();
    }

    for (int i = 1; i < ears.times.size(); i++) {
      assertThat(ears.times.get(i) - ears.times.get(i - 1))
          .isGreaterThanOrEqualTo(period.toNanos());
    }
  }

  @Test
  void nothingIsToldOfAJobAfterItsEnd() throws Exception {
    watch(SHORT);
    jobs.begin("b");
    for (int i = 0; i < 50; i++) {
      jobs.begin("a");
      jobs.advance("a", 1);
      jobs.awaitQuestions(1);
      jobs.end("a");
    }

    boolean over = false;
    for (String event : ears.all) {
      over = event.equals("a null") || (over && !event.equals("a created"));
      assertThat(over && event.startsWith("progress")).as("%s", ears.all).isFalse();
    }
  }

  @Test
  void theThreadLivesWhileThereAreJobs() {
    JobWatch watch = watch(NEVER);
    assertThat(watch.watching()).isFalse();

    jobs.begin("a");
    jobs.begin("b");
    jobs.end("a");
    assertThat(watch.watching()).isTrue();
    jobs.end("b");
    awaitNoThread(watch);

    jobs.begin("c");
    assertThat(watch.watching()).isTrue();
  }

  @Test
  void closingEndsTheThreadAndTheTelling() {
    JobWatch watch = watch(NEVER);
    jobs.begin("a");
    int told = ears.all.size();

    watch.close();

    awaitNoThread(watch);
    assertThat(jobs.listeners()).isZero();
    jobs.end("a");
    assertThat(ears.all).hasSize(told);
  }

  @Test
  void ofAJobThatBeganEarlierOnlyWhatIsToComeIsTold() throws Exception {
    jobs.begin("a");
    jobs.advance("a", 30);
    watch(SHORT);
    jobs.awaitQuestions(2);
    assertThat(ears.all).isEmpty();

    jobs.advance("a", 1);
    assertThat(ears.awaitProgress()).containsEntry("current-progress", 31L);
    jobs.end("a");
    assertThat(ears.all).containsExactly("progress 31", "a concluded", "a null");
  }

  @Test
  void aMissedEndDoesNotKeepTheThread() {
    JobWatch watch = watch(SHORT);
    jobs.begin("a");
    jobs.vanish("a");

    awaitNoThread(watch);
  }

  @Test
  void aFailingServiceCostsTheProgressOfOneJobOnly() throws Exception {
    JobWatch watch = watch(SHORT);
    jobs.broken(true);
    jobs.begin("a");
    awaitNoThread(watch);

    jobs.broken(false);
    jobs.begin("b");
    jobs.advance("b", 1);
    assertThat(ears.awaitProgress()).containsEntry("id", "b");
  }
}
