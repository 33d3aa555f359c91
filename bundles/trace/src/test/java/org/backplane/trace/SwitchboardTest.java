package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TracePoint;
import org.junit.jupiter.api.Test;

class SwitchboardTest {

  private final List<String> heard = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();
  private final TracePoint popped = new TracePoint("rng_popped", TraceField.unsigned("size"));
  private final TracePoint pushed = new TracePoint("rng_pushed");
  private final Switchboard board = board(new Wishes());

  private Switchboard board(Wishes wishes) {
    return new Switchboard(
        List.of("rng_popped", "tpm_reset", "tpm_abort"),
        wishes,
        (group, point) -> point.open((p, _) -> heard.add(group + " " + p.name())),
        texts -> {
          kept.clear();
          kept.addAll(texts);
        });
  }

  private static NamePattern pattern(String text) {
    return new NamePattern(text);
  }

  private List<String> states(String text) throws InvalidRequestException {
    return board.events(pattern(text)).stream().map(e -> e.name() + " " + e.state()).toList();
  }

  @Test
  void whatIsKnownButNotThereIsUnavailable() throws Exception {
    assertThat(states("*"))
        .containsExactly(
            "rng_popped UNAVAILABLE", "tpm_abort UNAVAILABLE", "tpm_reset UNAVAILABLE");
    board.add("rng", List.of(popped, pushed));
    assertThat(states("rng_*")).containsExactly("rng_popped DISABLED", "rng_pushed DISABLED");
    assertThat(board.events(pattern("rng_popped")).getFirst().fields())
        .containsExactly(TraceField.unsigned("size"));
  }

  @Test
  void anUnknownNameIsAnErrorAndAPatternWithoutMatchIsNot() throws Exception {
    assertThatThrownBy(() -> board.events(pattern("nope")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("'nope'");
    assertThatThrownBy(() -> board.events(pattern("TPM_RESET")))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> board.set(pattern("nope"), true, true))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(states("nope*")).isEmpty();
    assertThat(states("TPM*")).isEmpty();
    board.set(pattern("nope*"), true, false);
  }

  @Test
  void whatIsUnavailableIsRefusedAsAWholeUnlessThatIsFine() throws Exception {
    board.add("rng", List.of(popped));
    assertThatThrownBy(() -> board.set(pattern("tpm_reset"), true, false))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("'tpm_reset'");
    assertThatThrownBy(() -> board.set(pattern("*"), true, false))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(popped.enabled()).isFalse();
    assertThat(kept).isEmpty();

    board.set(pattern("*"), true, true);
    assertThat(popped.enabled()).isTrue();
    assertThat(states("tpm_reset")).containsExactly("tpm_reset UNAVAILABLE");
    assertThat(kept).containsExactly("+*");
  }

  @Test
  void aWishHoldsOverComingAndGoing() throws Exception {
    board.wish(new Wish(pattern("rng_*"), true));
    board.wish(new Wish(pattern("rng_pushed"), false));
    board.add("rng", List.of(popped, pushed));
    assertThat(states("rng_*")).containsExactly("rng_popped ENABLED", "rng_pushed DISABLED");
    popped.record(1);
    assertThat(heard).containsExactly("rng rng_popped");

    board.remove(List.of(popped, pushed));
    assertThat(popped.enabled()).isFalse();
    assertThat(states("rng_*")).containsExactly("rng_popped UNAVAILABLE", "rng_pushed UNAVAILABLE");

    var fresh = new TracePoint("rng_popped");
    board.add("rng", List.of(fresh));
    assertThat(fresh.enabled()).isTrue();
    assertThat(popped.enabled()).isFalse();
  }

  @Test
  void whatWasKeptIsWantedAgain() {
    board.wish(new Wish(pattern("rng_popped"), true));
    board.add("rng", List.of(popped, pushed));
    board.close();
    assertThat(popped.enabled()).isFalse();
    board.remove(List.of(popped, pushed)); // the groups go after the service

    board(Wishes.of(List.copyOf(kept))).add("rng", List.of(popped, pushed));
    assertThat(popped.enabled()).isTrue();
    assertThat(pushed.enabled()).isFalse();
  }

  @Test
  void pointsThatShareANameAreSwitchedTogether() throws Exception {
    var twin = new TracePoint("rng_popped");
    board.add("a", List.of(popped));
    board.add("b", List.of(twin));
    board.set(pattern("rng_popped"), true, false);
    popped.record(1);
    twin.record();
    assertThat(heard).containsExactly("a rng_popped", "b rng_popped");

    board.remove(List.of(popped));
    assertThat(states("rng_popped")).containsExactly("rng_popped ENABLED");
    assertThat(twin.enabled()).isTrue();
    board.remove(List.of(popped));
    assertThat(twin.enabled()).isTrue();
  }

  @Test
  void clientsCannotMakeItGrow() throws Exception {
    for (int i = 0; i < Wishes.MAX; i++) {
      board.set(pattern("x" + i + "*"), true, false);
    }
    assertThatThrownBy(() -> board.set(pattern("y*"), true, false))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("patterns");
    board.set(pattern("*"), false, true);
    board.set(pattern("y*"), true, false);
    assertThat(kept).containsExactly("-*", "+y*");
  }

  @Test
  void patternsThatNoNameCanFitAreNotKept() throws Exception {
    for (String text : List.of("*".repeat(300), "\u00e9*", "a b*")) {
      assertThat(board.events(pattern(text))).isEmpty();
      board.set(pattern(text), true, false);
    }
    assertThat(kept).isEmpty();
  }

  @Test
  void theListOfNamesHasTheFamilies() {
    assertThat(KnownEvents.names())
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z][a-z0-9_]*"))
        .contains(
            "virtio_rng_request",
            "tpm_emulator_probe_caps",
            "dbus_vmstate_pre_save",
            "vhost_user_read",
            "handle_qmp_command",
            "iommufd_backend_connect")
        .hasSizeGreaterThan(90);
  }
}
