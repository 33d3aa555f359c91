package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.Phase;
import org.junit.jupiter.api.Test;

/** Who holds an object, and what the holder hears. */
class LeaseTest extends RegistryRig {

  @Test
  void noListenerCallBeginsAfterItsLeaseIsClosed() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    for (int i = 0; i < 200; i++) {
      var diary = new Diary();
      var lease = registry.lease(T0, BackendObject.class, LeaseTerms.following("x"), diary);
      Thread updater =
          Thread.ofPlatform()
              .start(
                  () -> {
                    registry.withdraw(backend, reference);
                    registry.offer(backend, reference);
                  });
      lease.close();
      int heard = diary.lines.size();
      updater.join();
      awaitPhase(Phase.REALIZED);
      assertThat(diary.lines).hasSize(heard);
    }
  }

  /** It may have attached itself to the object, and only with the lease can it undo that. */
  @Test
  void whoHasHeardOfAnObjectGetsItsLeaseThoughInterrupted() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var heard = new CountDownLatch(1);
    var mayReturn = new CountDownLatch(1);
    var slow =
        new Diary() {
          @Override
          public void attached(BackendObject target) {
            super.attached(target);
            heard.countDown();
            awaitQuietly(mayReturn);
          }
        };
    var taking =
        new FutureTask<>(
            () -> {
              var lease =
                  registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("one"), slow);
              return Thread.currentThread().isInterrupted() ? lease.target() : Optional.empty();
            });
    Thread taker = Thread.ofPlatform().start(taking);
    heard.await();
    taker.interrupt();
    awaitTrue(() -> !taker.isInterrupted()); // it has been noticed
    mayReturn.countDown();
    assertThat(taking.get().orElseThrow()).isSameAs(backend.made.getFirst());
  }

  /** It should not block; if it does, that is not its taker's end. */
  @Test
  void aListenerThatHangsDoesNotKeepItsTaker() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var heard = new CountDownLatch(1);
    var mayReturn = new CountDownLatch(1);
    var hanging =
        new Diary() {
          @Override
          public void attached(BackendObject target) {
            heard.countDown();
            awaitQuietly(mayReturn);
          }
        };
    var taking =
        new FutureTask<>(
            () -> registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("one"), hanging));
    Thread taker = Thread.ofPlatform().start(taking);
    heard.await();
    taker.interrupt();
    assertThatThrownBy(taking::get).hasCauseInstanceOf(NotActiveException.class);
    mayReturn.countDown();
    registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("two"), new Diary()).close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLeaseFollowsItsObjectThroughAnUpdate() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var diary = new Diary();
    Lease<BackendObject> lease =
        registry.lease(T0, BackendObject.class, LeaseTerms.pinning("a test"), diary);
    assertThat(lease.target()).hasValue(backend.made.getFirst());
    registry.withdraw(backend, reference);
    assertThat(lease.target()).isEmpty();
    registry.offer(backend, framework.reference(0, "1.0.1"));
    awaitTrue(() -> lease.target().isPresent());
    assertThat(diary.lines).containsExactly("attached", "detached", "attached");
    lease.close();
    assertThat(lease.target()).isEmpty();
  }

  @Test
  void aPinningLeaseRefusesDeletion() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    Lease<BackendObject> lease =
        registry.lease(T0, BackendObject.class, LeaseTerms.pinning("machine memory"), new Diary());
    assertThatThrownBy(() -> registry.remove(T0))
        .isInstanceOf(InUseException.class)
        .hasMessageContaining("machine memory");
    assertThat(registry.find(T0).orElseThrow().holders()).containsExactly("machine memory");
    lease.close();
    lease.close();
    registry.remove(T0);
    assertThat(backend.resources.getFirst().closed).hasValue(1);
  }

  @Test
  void aFollowedObjectLivesOnUnlistedUntilItsLastLeaseEnds() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    Lease<BackendObject> lease =
        registry.lease(T0, BackendObject.class, LeaseTerms.following("virtio-rng"), new Diary());
    registry.remove(T0);
    assertThat(registry.find(T0)).isEmpty();
    assertThat(lease.target()).isPresent();
    assertThat(registry.add(request("test", "t0")).phase()).isEqualTo(Phase.REALIZED);
    lease.close();
    awaitTrue(() -> backend.resources.getFirst().closed.get() == 1);
    assertThat(backend.resources.getLast().closed).hasValue(0);
  }

  @Test
  void exclusiveTermsServeOneAtATime() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    var first = registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("one"), new Diary());
    assertThatThrownBy(
            () -> registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("two"), new Diary()))
        .isInstanceOf(InUseException.class);
    first.close();
    registry.lease(T0, BackendObject.class, LeaseTerms.exclusive("two"), new Diary());
  }

  @Test
  void aLeaseOnNothingOrOnTheWrongKindIsRefused() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    assertThatThrownBy(
            () ->
                registry.lease(
                    ObjectPath.object("none"),
                    BackendObject.class,
                    LeaseTerms.pinning("x"),
                    new Diary()))
        .isInstanceOf(MissingReferenceException.class);
    interface Special extends BackendObject {}
    var silent =
        new LeaseListener<Special>() {
          @Override
          public void attached(Special target) {}

          @Override
          public void detached() {}
        };
    assertThatThrownBy(() -> registry.lease(T0, Special.class, LeaseTerms.pinning("x"), silent))
        .isInstanceOf(InvalidRequestException.class);
    registry.remove(T0);
  }
}
