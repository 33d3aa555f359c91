package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.ErrorClass;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.job.Job;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Long work: shown, followed, called off. */
class JobTest extends RegistryRig {

  private static final ObjectPath S0 = ObjectPath.object("s0");
  private static final int SLOW_LEVEL = SlowBackend.SLOW_LEVEL;

  private final SlowBackend slow = new SlowBackend();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @BeforeEach
  void offerAndListen() {
    registry.offer(slow, reference);
    jobs.listen(job -> heard.add(job.id() + " " + job.status().wireName()));
  }

  private void setSlowly(String id) throws BackplaneException {
    set(ObjectPath.object(id), "level", "" + SLOW_LEVEL);
  }

  @Test
  void aCreationIsShownWhileItLastsAndEverythingElseAnswers() throws Exception {
    slow.createsSlowly = true;
    var _ = refusalOf(() -> registry.add(request("slow", "s0")));
    slow.working.acquire();
    Job job = jobs.list().getFirst();
    assertThat(jobs.list()).hasSize(1);
    assertThat(job.id()).isEqualTo("copy-s0");
    assertThat(job.type()).isEqualTo("copy");
    assertThat(job.object()).isEqualTo(S0);
    assertThat(job.done()).isEqualTo(30);
    assertThat(job.total()).isEqualTo(100);

    var status = registry.find(S0).orElseThrow();
    assertThat(status.phase()).isEqualTo(Phase.WAITING);
    assertThat(status.reason()).isEqualTo("it is being created");
    assertThat(registry.list(Container.OBJECTS)).hasSize(1);
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(1));
    slow.letGo.release();
    awaitTrue(() -> registry.find(S0).orElseThrow().phase() == Phase.REALIZED);
    awaitTrue(() -> heard.size() == 2);
    assertThat(heard).containsExactly("copy-s0 running", "copy-s0 concluded");
    assertThat(jobs.list()).isEmpty();
  }

  @Test
  void aChangeIsShownWhileItLastsAndEverythingElseAnswers() throws Exception {
    registry.add(request("slow", "s0"));
    var refusal = refusalOf(() -> setSlowly("s0"));
    slow.working.acquire();
    assertThat(jobs.list()).hasSize(1);
    assertThat(registry.find(S0).orElseThrow().phase()).isEqualTo(Phase.REALIZED);
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(1));
    assertThat(registry.get(S0, "fixed")).hasValue(new PropertyValue.Text("f"));
    jobs.cancel("copy-s0");
    assertThat(refusal.get(10, TimeUnit.SECONDS)).hasMessageContaining("called off");
    awaitTrue(() -> heard.size() == 3);
    assertThat(heard).containsExactly("copy-s0 running", "copy-s0 aborting", "copy-s0 concluded");
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(1));
    set(S0, "level", "7");
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(7));
  }

  @Test
  void aCreationThatIsCalledOffAsAJobLeavesNothingBehind() throws Exception {
    slow.createsSlowly = true;
    var refusal = refusalOf(() -> registry.add(request("slow", "s0")));
    slow.working.acquire();
    jobs.cancel("copy-s0");
    assertThat(refusal.get(10, TimeUnit.SECONDS)).hasMessageContaining("called off");
    assertThat(registry.find(S0)).isEmpty();
    assertThat(slow.resources.getFirst().closed).hasValue(1);
    assertThat(jobs.list()).isEmpty();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> jobs.cancel("copy-s0"))
        .withMessage("there is no job 'copy-s0' under way")
        .matches(e -> e.errorClass() == ErrorClass.GENERIC);
  }

  @Test
  void aCreationThatIsCalledOffTooLateForItsBackendIsRefusedAllTheSame() throws Exception {
    slow.createsSlowly = true;
    slow.deaf = true;
    var refusal = refusalOf(() -> registry.add(request("slow", "s0")));
    slow.working.acquire();
    jobs.cancel("copy-s0");
    slow.letGo.release();
    assertThat(refusal.get(10, TimeUnit.SECONDS))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("slow 's0': it was called off");
    assertThat(registry.find(S0)).isEmpty();
    assertThat(slow.made.getFirst().ended).isTrue();
    assertThat(slow.resources.getFirst().closed).hasValue(1);
    assertThat(framework.published).isEmpty();
    slow.letGo.release();
    registry.add(request("slow", "s0"));
    assertThat(registry.find(S0).orElseThrow().phase()).isEqualTo(Phase.REALIZED);
  }

  @Test
  void aChangeThatIsCalledOffTooLateForItsBackendIsUndone() throws Exception {
    registry.add(request("slow", "s0", Map.of("level", "7")));
    slow.deaf = true;
    var refusal = refusalOf(() -> setSlowly("s0"));
    slow.working.acquire();
    jobs.cancel("copy-s0");
    slow.letGo.release();
    assertThat(refusal.get(10, TimeUnit.SECONDS)).hasMessageContaining("it was called off");
    assertThat(slow.made.getFirst().level).isEqualTo(new PropertyValue.Unsigned(7));
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(7));
    assertThat(registry.find(S0).orElseThrow().properties().number("level")).isEqualTo(7);
    slow.letGo.release();
    setSlowly("s0");
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(SLOW_LEVEL));
  }

  @Test
  void aChangeThatCannotBeUndoneIsRefusedAndShownAsItIs() throws Exception {
    registry.add(request("slow", "s0", Map.of("level", "13"))); // nothing changes to 13
    slow.deaf = true;
    var refusal = refusalOf(() -> setSlowly("s0"));
    slow.working.acquire();
    jobs.cancel("copy-s0");
    slow.letGo.release();
    assertThat(refusal.get(10, TimeUnit.SECONDS)).hasMessageContaining("it was called off");
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(SLOW_LEVEL));
    assertThat(registry.find(S0).orElseThrow().properties().number("level")).isEqualTo(SLOW_LEVEL);
  }

  @Test
  void everyCancelThatIsAcceptedRefusesTheRequestAndNoOtherDoes() throws Exception {
    slow.createsSlowly = true;
    int accepted = 0;
    for (int round = 0; round < 500; round++) {
      String id = "r" + round;
      var refused = new AtomicReference<BackplaneException>();
      Thread adder =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      registry.add(request("slow", id));
                    } catch (BackplaneException e) {
                      refused.set(e);
                    }
                  });
      slow.working.acquire();
      slow.letGo.release();
      boolean cancelled = cancelled("copy-" + id);
      adder.join();
      slow.letGo.drainPermits();
      assertThat(refused.get() != null).as("round %d", round).isEqualTo(cancelled);
      assertThat(registry.find(ObjectPath.object(id)).isEmpty()).isEqualTo(cancelled);
      accepted += cancelled ? 1 : 0;
    }
    assertThat(accepted).isPositive();
  }

  private boolean cancelled(String id) {
    try {
      jobs.cancel(id);
      return true;
    } catch (BackplaneException _) {
      return false;
    }
  }

  @Test
  void onlyOneOfSeveralDeletionsIsAccepted() throws Exception {
    registry.add(request("slow", "s0"));
    slow.deaf = true;
    var change = refusalOf(() -> setSlowly("s0"));
    slow.working.acquire();
    var removed = new CountDownLatch(1);
    Thread remover =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    registry.remove(S0);
                    removed.countDown();
                  } catch (BackplaneException e) {
                    throw new AssertionError(e);
                  }
                });
    awaitTrue(() -> heard.contains("copy-s0 aborting")); // the first one is past the doors
    assertThat(refusalOf(() -> registry.remove(S0)).get(10, TimeUnit.SECONDS))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("slow 's0': it is being deleted already");
    slow.letGo.release();
    assertThat(removed.await(10, TimeUnit.SECONDS)).isTrue();
    remover.join();
    assertThat(change.get(10, TimeUnit.SECONDS)).hasMessageContaining("called off");
    assertThat(registry.find(S0)).isEmpty();
  }

  @Test
  void aJobThatABackendForgotEndsWithTheCall() throws Exception {
    slow.forgetsToClose = true;
    slow.createsSlowly = true;
    slow.letGo.release(2);
    registry.add(request("slow", "s0"));
    assertThat(jobs.list()).isEmpty();
    setSlowly("s0");
    assertThat(jobs.list()).isEmpty();
    assertThat(heard)
        .containsExactly(
            "copy-s0 running", "copy-s0 concluded", "copy-s0-2 running", "copy-s0-2 concluded");
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "interrupt", "withdraw", "end"})
  void aChangeThatHangsIsCalledOff(String way) throws Exception {
    registry.add(request("slow", "s0"));
    var setter = new AtomicReference<Thread>();
    var refusal =
        refusalOf(
            () -> {
              setter.set(Thread.currentThread());
              setSlowly("s0");
            });
    slow.working.acquire();
    switch (way) {
      case "delete" -> registry.remove(S0);
      case "interrupt" -> setter.get().interrupt();
      case "withdraw" -> registry.withdraw(slow, reference);
      default -> registry.close();
    }
    assertThat(refusal.get(10, TimeUnit.SECONDS)).hasMessageContaining("called off");
    awaitTrue(() -> heard.size() == 3);
    assertThat(heard).containsExactly("copy-s0 running", "copy-s0 aborting", "copy-s0 concluded");
    boolean stays = way.equals("interrupt") || way.equals("withdraw");
    assertThat(registry.find(S0).isPresent()).isEqualTo(stays);
    assertThat(slow.resources.getFirst().closed).hasValue(stays ? 0 : 1);
  }

  @Test
  void deletingAPinnedObjectIsRefusedAtOnceAndCallsNothingOff() throws Exception {
    registry.add(request("slow", "s0"));
    registry.lease(S0, BackendObject.class, LeaseTerms.pinning("machine memory"), new Diary());
    var done = new CountDownLatch(1);
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                setSlowly("s0");
                done.countDown();
              } catch (BackplaneException e) {
                throw new AssertionError(e);
              }
            });
    slow.working.acquire();
    assertThatThrownBy(() -> registry.remove(S0)).isInstanceOf(InUseException.class);
    slow.letGo.release();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(SLOW_LEVEL));
  }

  @Test
  void aChangeWhoseTurnHasNotComeIsCalledOffToo() throws Exception {
    registry.add(request("slow", "s0"));
    var first = refusalOf(() -> setSlowly("s0"));
    slow.working.acquire();
    var setter = new AtomicReference<Thread>();
    var second =
        refusalOf(
            () -> {
              Thread.currentThread().interrupt();
              setter.set(Thread.currentThread());
              set(S0, "level", "9");
            });
    // It took the interrupt, called its change off, and waits for the outcome.
    awaitTrue(
        () ->
            setter.get() != null
                && setter.get().getState() == Thread.State.WAITING
                && !setter.get().isInterrupted());
    assertThat(first.isDone()).isFalse();
    jobs.cancel("copy-s0");
    assertThat(first.get(10, TimeUnit.SECONDS)).hasMessageContaining("called off");
    assertThat(second.get(10, TimeUnit.SECONDS)).hasMessageContaining("before it began");
    assertThat(registry.get(S0, "level")).hasValue(new PropertyValue.Unsigned(1));
  }

  @Test
  void aWaitForALeaseEndsWithAnInterrupt() throws Exception {
    registry.add(request("slow", "s0"));
    var change = refusalOf(() -> setSlowly("s0"));
    slow.working.acquire();
    var lease =
        refusalOf(
            () -> {
              Thread.currentThread().interrupt();
              registry.lease(S0, BackendObject.class, LeaseTerms.pinning("x"), new Diary());
            });
    assertThat(lease.get(10, TimeUnit.SECONDS)).hasMessageContaining("nobody waits");
    assertThat(registry.find(S0).orElseThrow().holders()).isEmpty();
    jobs.cancel("copy-s0");
    assertThat(change.get(10, TimeUnit.SECONDS)).hasMessageContaining("called off");
  }

  @Test
  void aJobNeedsACreationOrChangeOnItsThread() throws Exception {
    registry.add(request("slow", "s0"));
    Creation context = slow.made.getFirst().context;
    assertThatThrownBy(() -> context.begin("copy", 1)).isInstanceOf(IllegalStateException.class);
    var refusal = refusalOf(() -> setSlowly("s0"));
    slow.working.acquire();
    assertThatThrownBy(() -> context.begin("copy", 1)).isInstanceOf(IllegalStateException.class);
    jobs.cancel("copy-s0");
    refusal.get(10, TimeUnit.SECONDS);
  }

  @Test
  void codeThatHasEndedGetsNoLease() throws Exception {
    registry.offer(backend, framework.reference(0, "1.0.0"));
    registry.add(request("test", "t0"));
    registry.add(request("slow", "s0", Map.of()));
    registry.remove(S0);
    Creation context = slow.made.getFirst().context;
    assertThatThrownBy(
            () -> context.lease(T0, BackendObject.class, LeaseTerms.pinning("x"), new Diary()))
        .isInstanceOf(IllegalStateException.class);
    registry.remove(T0);
  }

  @Test
  void whatCodeHoldsOfOthersEndsWithItUnlessItGaveItBack() throws Exception {
    registry.offer(backend, framework.reference(0, "1.0.0"));
    registry.add(request("test", "t0"));
    registry.add(request("slow", "s0", Map.of()));
    Creation context = slow.made.getFirst().context;
    var early = context.lease(T0, BackendObject.class, LeaseTerms.pinning("a"), new Diary());
    context.lease(T0, BackendObject.class, LeaseTerms.pinning("b"), new Diary());
    early.close();
    assertThat(registry.find(T0).orElseThrow().holders()).containsExactly("b");
    registry.remove(S0);
    assertThat(registry.find(T0).orElseThrow().holders()).isEmpty();
  }
}
