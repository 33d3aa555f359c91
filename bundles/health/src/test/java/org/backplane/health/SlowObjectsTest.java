package org.backplane.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.backplane.api.job.Job;
import org.backplane.api.job.JobStatus;
import org.backplane.api.job.Jobs;
import org.backplane.api.object.Busy;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.junit.jupiter.api.Test;

class SlowObjectsTest {

  private static final ObjectPath M0 = ObjectPath.object("m0");

  private final List<Busy> busy = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private final AtomicLong time = new AtomicLong();
  private final SlowObjects check =
      new SlowObjects(
          Fakes.service(ObjectRegistry.class, Map.of("busy", _ -> List.copyOf(busy))),
          Fakes.service(Jobs.class, Map.of("list", _ -> List.copyOf(jobs))),
          Duration.ofSeconds(5),
          new ProgressWatch(time::get));

  private void busyFor(int seconds) {
    busy.clear();
    busy.add(new Busy(M0, "memory-backend-ram", Duration.ofSeconds(seconds)));
  }

  private void jobAt(ObjectPath object, long done) {
    jobs.clear();
    jobs.add(new Job("p-m0", "preallocate", object, JobStatus.RUNNING, done, 100, Instant.EPOCH));
  }

  private void pass(int seconds) {
    time.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void whoDoesNotAnswerIsNamedWithHowLong() {
    busyFor(5);
    assertThat(check.execute().isOk()).isTrue();
    busyFor(6);
    Result result = check.execute();
    assertThat(result.getStatus()).isEqualTo(Status.WARN);
    assertThat(Fakes.messages(result))
        .containsExactly("memory-backend-ram 'm0': its backend has not answered for 6 s");
  }

  @Test
  void longWorkThatGetsOnIsNotSlow() {
    for (int i = 0; i < 10; i++) {
      busyFor(60 + i);
      jobAt(M0, i);
      pass(4);
      assertThat(check.execute().isOk()).isTrue();
    }
    pass(4);
    assertThat(check.execute().isOk()).as("4 s without progress").isTrue();
    pass(2);
    assertThat(check.execute().isOk()).as("6 s without progress").isFalse();
    jobAt(M0, 99);
    assertThat(check.execute().isOk()).isTrue();
  }

  @Test
  void theJobOfAnotherObjectDoesNotExcuse() {
    busyFor(60);
    jobAt(ObjectPath.object("other"), 1);
    assertThat(check.execute().isOk()).isFalse();
  }
}
