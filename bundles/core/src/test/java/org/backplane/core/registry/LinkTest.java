package org.backplane.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.BackplaneException;
import org.backplane.api.ErrorClass;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.Creation;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Change;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties that name other objects. */
class LinkTest extends RegistryRig {

  private static final ObjectPath L0 = ObjectPath.object("l0");
  private static final PropertyValue CANONICAL = new PropertyValue.Text("/objects/t0");
  private static final PropertyValue UNSET = new PropertyValue.Text("");

  /** Has one link to a {@code test} and one to any of its family. */
  private static final class Linker extends TestBackend {
    volatile PropertyValue changedTo = UNSET;

    Linker() {
      super("linker");
    }

    @Override
    List<Property> more() {
      return List.of(link("to", "test"), link("family", "test-backend"));
    }

    private static Property link(String name, String target) {
      return new Property(
          name, new PropertyKind.Link(target), Optional.empty(), false, Change.ANY_TIME, "whose");
    }

    @Override
    void beforeChange(Code code, String property, PropertyValue value) throws BackplaneException {
      changedTo = value;
    }

    Optional<PropertyValue> given(String property) {
      return made.getLast().context.properties().find(property);
    }
  }

  private final Linker linker = new Linker();

  @BeforeEach
  void offerAll() throws BackplaneException {
    registry.offer(backend, reference);
    registry.offer(linker, framework.reference(0, "1.0.0"));
    registry.offer(new TestBackend("other"), framework.reference(0, "1.0.0"));
    registry.add(request("test", "t0"));
    registry.add(request("other", "o0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"t0", "/objects/t0", "//objects//t0", "objects/t0", "/objects/t0/"})
  void aBackendGetsTheCanonicalPathHoweverItWasWritten(String text) throws Exception {
    registry.add(request("linker", "l0", Map.of("to", text)));
    assertThat(linker.given("to")).hasValue(CANONICAL);
    assertThat(registry.get(L0, "to")).hasValue(CANONICAL);
    assertThat(registry.find(L0).orElseThrow().properties().find("to")).hasValue(CANONICAL);

    set(L0, "to", "");
    assertThat(linker.changedTo).isEqualTo(UNSET);
    assertThat(registry.get(L0, "to")).isEmpty();
    set(L0, "to", text);
    assertThat(linker.changedTo).isEqualTo(CANONICAL);
    assertThat(registry.get(L0, "to")).hasValue(CANONICAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"t1", "/t0", "./t0", "/chardevs/t0", "/objects", "/", "/objects/t0/x"})
  void aLinkToNothingIsRefused(String text) throws Exception {
    assertThatExceptionOfType(MissingReferenceException.class)
        .isThrownBy(() -> registry.add(request("linker", "l0", Map.of("to", text))))
        .withMessageContaining("linker 'l0': property 'to' refers to '%s'", text)
        .matches(e -> e.errorClass() == ErrorClass.DEVICE_NOT_FOUND);
    assertThat(registry.find(L0)).isEmpty();
    registry.add(request("linker", "l0"));
    assertThatThrownBy(() -> set(L0, "to", text)).isInstanceOf(MissingReferenceException.class);
  }

  @Test
  void aLinkWantsATypeOrItsFamily() throws Exception {
    registry.add(request("linker", "l0", Map.of("family", "o0")));
    assertThat(linker.given("family")).hasValue(new PropertyValue.Text("/objects/o0"));
    assertThatThrownBy(() -> set(L0, "to", "o0"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("property 'to' needs a test, but 'o0' is a other");
    assertRefused(request("linker", "l1", Map.of("to", "o0")), "needs a test");
    assertThat(registry.get(L0, "to")).isEmpty();
  }

  @Test
  void linksAreCheckedAfterTheIdAndBeforeItIsTaken() throws Exception {
    Map<String, String> bad = Map.of("to", "t1");
    assertRefused(request("linker", "0", bad), "not well formed");
    assertThatThrownBy(() -> registry.add(request("linker", "t0", bad)))
        .isInstanceOf(MissingReferenceException.class);
    assertRefused(request("linker", "t0", Map.of("to", "t0")), "taken");
    assertRefused(request("linker", "l0", Map.of("to", "t1", "level", "101")), "0 to 100");
  }

  @Test
  void aLinkThatABackendRefusesStaysAsItWas() throws Exception {
    var picky =
        new TestBackend("picky") {
          @Override
          List<Property> more() {
            return linker.more();
          }

          @Override
          void beforeChange(Code code, String property, PropertyValue value)
              throws BackplaneException {
            throw new InvalidRequestException("", "not that one", "");
          }
        };
    registry.offer(picky, framework.reference(0, "1.0.0"));
    registry.add(request("picky", "l0", Map.of("to", "t0")));
    registry.add(request("test", "t1"));
    assertThatThrownBy(() -> set(L0, "to", "t1")).hasMessageContaining("not that one");
    assertThat(registry.get(L0, "to")).hasValue(CANONICAL);
  }

  @Test
  void aLinkReadsAsUnsetOnceItsTargetHasGone() throws Exception {
    registry.add(request("linker", "l0", Map.of("to", "t0")));
    registry.remove(T0);
    assertThat(registry.get(L0, "to")).isEmpty();
    registry.add(request("test", "t0"));
    assertThat(registry.get(L0, "to")).as("another object of that id").isEmpty();
    set(L0, "to", "t0");
    assertThat(registry.get(L0, "to")).hasValue(CANONICAL);
  }

  @Test
  void anUpdateGoesOnWithoutATargetThatHasGone() throws Exception {
    registry.add(request("linker", "l0", Map.of("to", "t0", "family", "o0")));
    registry.remove(T0);
    var update = new Linker();
    registry.offer(update, framework.reference(0, "2.0.0"));
    awaitTrue(() -> !update.made.isEmpty());
    assertThat(update.given("to")).hasValue(UNSET);
    assertThat(update.given("family")).hasValue(new PropertyValue.Text("/objects/o0"));
    awaitTrue(() -> registry.find(L0).orElseThrow().phase() == Phase.REALIZED);
  }

  @Test
  void anUpdateGoesOnWithTheLinkThatWasSetLast() throws Exception {
    registry.add(request("test", "t1"));
    registry.add(request("linker", "l0", Map.of("to", "t1", "family", "o0")));
    set(L0, "to", "t0");
    set(L0, "family", "");
    registry.remove(ObjectPath.object("t1"));
    var update = new Linker();
    registry.offer(update, framework.reference(0, "2.0.0"));
    awaitTrue(() -> !update.made.isEmpty());
    assertThat(update.given("to")).hasValue(CANONICAL);
    assertThat(update.given("family")).hasValue(UNSET);
  }

  @Test
  void anObjectThatIsStillBeingCreatedIsNoTarget() throws Exception {
    var entered = new CountDownLatch(1);
    var gate = new CountDownLatch(1);
    var slow =
        new TestBackend("slow") {
          @Override
          void beforeReturn(Creation creation) throws BackplaneException {
            entered.countDown();
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new InvalidRequestException("", "called off", "");
            }
          }
        };
    registry.offer(slow, framework.reference(0, "1.0.0"));
    var refusal = refusalOf(() -> registry.add(request("slow", "s0")));
    entered.await();
    assertThatThrownBy(() -> registry.add(request("linker", "l0", Map.of("family", "s0"))))
        .isInstanceOf(MissingReferenceException.class);
    registry.remove(ObjectPath.object("s0"));
    assertThat(refusal.get(10, TimeUnit.SECONDS)).hasMessageContaining("called off");
  }

  @Test
  void aConfiguredObjectWaitsForTheTargetsOfItsLinks() throws Exception {
    var status = registry.add(configured("linker", "l0", Map.of("to", "t1", "family", "t2")));
    assertThat(status.phase()).isEqualTo(Phase.WAITING);
    assertThat(status.reason()).contains("'t1', which does not exist");
    registry.add(request("test", "t1"));
    awaitTrue(() -> registry.find(L0).orElseThrow().reason().contains("'t2'"));
    assertThat(linker.made).isEmpty();
    registry.add(request("test", "t2"));
    awaitTrue(() -> registry.find(L0).orElseThrow().phase() == Phase.REALIZED);
    assertThat(linker.given("to")).hasValue(new PropertyValue.Text("/objects/t1"));
  }

  @Test
  void aConfiguredObjectWaitsForATargetThatItselfWaitsForItsType() throws Exception {
    registry.add(configured("late", "t1", Map.of()));
    var status = registry.add(configured("linker", "l0", Map.of("family", "t1")));
    assertThat(status.reason()).contains("waits for late 't1': no bundle offers type late");
    registry.offer(new TestBackend("late"), framework.reference(0, "1.0.0"));
    awaitTrue(() -> registry.find(L0).orElseThrow().phase() == Phase.REALIZED);
  }

  @Test
  void whatFailedWaitsOnceItIsOnlyALinkThatLacks() throws Exception {
    var status = registry.add(configured("linker", "l0", Map.of("to", "o0")));
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    registry.remove(ObjectPath.object("o0"));
    registry.offer(new Linker(), framework.reference(0, "1.0.1"));
    awaitTrue(() -> registry.find(L0).orElseThrow().phase() == Phase.WAITING);
    assertThat(registry.find(L0).orElseThrow().reason()).contains("'o0', which does not exist");
    registry.add(request("test", "o0"));
    awaitTrue(() -> registry.find(L0).orElseThrow().phase() == Phase.REALIZED);
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, 4097, 3_000_000})
  void aLongTextIsQuotedOnlyAtItsBeginning(int length) throws Exception {
    String text = "x".repeat(length);
    registry.add(request("linker", "l0"));
    assertThatThrownBy(() -> registry.add(request("linker", "l1", Map.of("to", text))))
        .isInstanceOf(BackplaneException.class)
        .message()
        .contains("linker 'l1': property 'to'")
        .hasSizeLessThan(300);
    assertThatThrownBy(() -> set(L0, "to", text))
        .isInstanceOf(BackplaneException.class)
        .message()
        .hasSizeLessThan(300);
    String path = "/".repeat(length - 2) + "o0";
    assertThatThrownBy(() -> set(L0, "to", path))
        .isInstanceOf(BackplaneException.class)
        .message()
        .hasSizeLessThan(300);
    var waiting = registry.find(L0).orElseThrow();
    assertThat(waiting.phase()).isEqualTo(Phase.REALIZED);
  }

  @Test
  void aConfiguredObjectWithALinkToTheWrongTypeFailsUntilTheRightOneStandsThere() throws Exception {
    var status = registry.add(configured("linker", "l0", Map.of("to", "o0")));
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    assertThat(status.reason()).contains("needs a test");
    registry.remove(ObjectPath.object("o0"));
    registry.add(request("test", "o0"));
    awaitTrue(() -> registry.find(L0).orElseThrow().phase() == Phase.REALIZED);
  }
}
