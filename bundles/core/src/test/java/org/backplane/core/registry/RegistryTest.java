package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.core.option.DescribedOptionParser;
import org.junit.jupiter.api.Test;

/** Making, changing and deleting objects. */
class RegistryTest extends RegistryRig {

  @Test
  void addMakesAnObjectThatIsListedAndPublished() throws Exception {
    registry.offer(backend, reference);
    ObjectStatus status = registry.add(request("test", "t0"));
    assertThat(status.phase()).isEqualTo(Phase.REALIZED);
    assertThat(registry.list(Container.OBJECTS)).hasSize(1);
    assertThat(framework.published).containsExactly(backend.made.getFirst());
    assertThat(registry.get(T0, "type")).hasValue(new PropertyValue.Text("test"));
  }

  @Test
  void removeEndsCodeAndResourcesOnce() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    registry.remove(T0);
    assertThat(registry.find(T0)).isEmpty();
    assertThat(framework.published).isEmpty();
    assertThat(backend.made.getFirst().ended).isTrue();
    assertThat(backend.resources.getFirst().closed).hasValue(1);
    assertThatThrownBy(() -> registry.remove(T0)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void refusalsLeaveNothingBehind() {
    registry.offer(backend, reference);
    assertRefused(request("tset", "t0"), "did you mean 'test'?");
    assertRefused(request("test", "0t"), "not well formed");
    assertRefused(request("test", ""), "no id");
    assertRefused(request("test", "type"), "taken");
    assertRefused(
        new ObjectRequest(
            Container.OBJECTS,
            "test",
            "t0",
            Options.ofWords(Dialect.COMMAND_LINE, Map.of("level", "101"))),
        "0 to 100");
    assertThat(registry.list(Container.OBJECTS)).isEmpty();
    assertThat(backend.resources).isEmpty();
  }

  @Test
  void aTypeThatGoesBetweenCheckAndCreationIsRefused() {
    var described = new DescribedOptionParser();
    var registries = new ArrayList<Registry>();
    OptionParser parser =
        (OptionParser)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {OptionParser.class},
                (_, method, arguments) -> {
                  registries.getFirst().withdraw(backend, reference);
                  return method.invoke(described, arguments);
                });
    var losing = new Registry(parser, jobs, framework.context());
    registries.add(losing);
    losing.offer(backend, reference);
    assertThatThrownBy(() -> losing.add(request("test", "t0")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("there is no type 'test'");
    assertThat(losing.list(Container.OBJECTS)).isEmpty();
    assertThat(backend.made).isEmpty();
  }

  @Test
  void aTakenIdIsRefusedBeforeAnythingIsMade() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    assertRefused(request("test", "t0"), "taken");
    assertThat(backend.resources).hasSize(1);
  }

  @Test
  void aFailedCreationReleasesWhatItMadeAndFreesTheId() throws Exception {
    var failing =
        new TestBackend("test") {
          private boolean failed;

          @Override
          void beforeReturn(Creation creation) throws BackplaneException {
            if (!failed) {
              failed = true;
              throw new InvalidRequestException(creation.subject(), "not today", "");
            }
          }
        };
    registry.offer(failing, reference);
    assertRefused(request("test", "t0"), "not today");
    assertThat(failing.resources.getFirst().closed).hasValue(1);
    assertThat(registry.find(T0)).isEmpty();
    assertThat(registry.add(request("test", "t0")).phase()).isEqualTo(Phase.REALIZED);
  }

  @Test
  void aBrokenBackendIsAnErrorOfThatObjectAlone() {
    var broken =
        new TestBackend("test") {
          @Override
          void beforeReturn(Creation creation) {
            throw new IllegalStateException("boom");
          }
        };
    registry.offer(broken, reference);
    assertThatThrownBy(() -> registry.add(request("test", "t0")))
        .isInstanceOf(BackendFailedException.class)
        .hasMessageContaining("boom");
    assertThat(broken.resources.getFirst().closed).hasValue(1);
  }

  @Test
  void aSlowCreationHoldsNobodyElseUp() throws Exception {
    var entered = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    var slow =
        new TestBackend("slow") {
          @Override
          void beforeReturn(Creation creation) {
            entered.countDown();
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    registry.offer(slow, framework.reference(0, "1.0.0"));
    registry.offer(backend, reference);
    CompletableFuture<ObjectStatus> pending =
        CompletableFuture.supplyAsync(() -> unchecked(request("slow", "s0")));
    entered.await();
    registry.add(request("test", "t0"));
    assertThat(registry.list(Container.OBJECTS)).hasSize(2);
    assertThat(registry.find(ObjectPath.object("s0")).orElseThrow().phase())
        .isEqualTo(Phase.WAITING);
    gate.countDown();
    assertThat(pending.get(10, TimeUnit.SECONDS).phase()).isEqualTo(Phase.REALIZED);
  }

  @Test
  void setObeysTheDescriptionAndTheBackend() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    assertSetRefused("fixed", "x", "cannot be changed");
    assertSetRefused("level", "101", "0 to 100");
    assertSetRefused("level", "13", "unlucky");
    assertSetRefused("nothing", "1", "no property");
    assertThat(registry.get(T0, "level")).hasValue(new PropertyValue.Unsigned(1));
  }

  @Test
  void whatCanOnlyBeWrittenIsTakenButNeverRead() throws Exception {
    var secretive =
        new TestBackend("secretive") {
          @Override
          List<Property> more() {
            return List.of(
                Property.changeable(
                        "secret", new PropertyKind.Text(), new PropertyValue.Text(""), "a secret")
                    .writeOnly());
          }
        };
    registry.offer(secretive, reference);
    registry.add(request("secretive", "t0", Map.of("secret", "x")));
    assertThat(secretive.made.getFirst().context.properties().text("secret")).isEqualTo("x");
    set(T0, "secret", "y");
    assertThatThrownBy(() -> registry.get(T0, "secret"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("secretive 't0': property 'secret' can only be written");
  }

  @Test
  void closeEndsEverythingEvenWhatIsHeld() throws Exception {
    registry.offer(backend, reference);
    registry.add(request("test", "t0"));
    registry.add(request("test", "t1"));
    var diary = new Diary();
    registry.lease(T0, BackendObject.class, LeaseTerms.pinning("x"), diary);
    registry.close();
    assertThat(backend.resources).allMatch(resource -> resource.closed.get() == 1);
    assertThat(diary.lines).containsExactly("attached", "detached");
    assertThat(registry.list(Container.OBJECTS)).isEmpty();
  }

  @Test
  void manyThreadsAndUpdatesLeaveNothingBehind() throws Exception {
    registry.offer(backend, reference);
    var workers =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(n -> CompletableFuture.runAsync(() -> addAndRemove("w" + n)))
            .toArray(CompletableFuture<?>[]::new);
    for (int i = 0; i < 50; i++) {
      registry.withdraw(backend, reference);
      registry.offer(backend, reference);
    }
    CompletableFuture.allOf(workers).get(15, TimeUnit.SECONDS);
    assertThat(registry.list(Container.OBJECTS)).isEmpty();
    assertThat(backend.resources).isNotEmpty().allMatch(r -> r.closed.get() == 1);
    assertThat(backend.made).allMatch(code -> code.ended);
  }

  private void addAndRemove(String id) {
    int made = 0;
    while (made < 50) {
      try {
        registry.add(request("test", id));
        made++;
      } catch (BackplaneException _) {
        continue; // the factory was away
      }
      try {
        registry.remove(ObjectPath.object(id));
      } catch (BackplaneException e) {
        throw new AssertionError(e);
      }
    }
  }

  private void assertSetRefused(String property, String text, String part) {
    assertThatThrownBy(
            () ->
                registry.set(T0, property, new RawValue.Words(List.of(text)), Dialect.COMMAND_LINE))
        .isInstanceOf(BackplaneException.class)
        .hasMessageContaining(part);
  }

  private ObjectStatus unchecked(ObjectRequest request) {
    try {
      return registry.add(request);
    } catch (BackplaneException e) {
      throw new AssertionError(e);
    }
  }
}
