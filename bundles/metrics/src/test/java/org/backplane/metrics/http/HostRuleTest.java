package org.backplane.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:9100", "127.0.0.1:80", "127.1.2.3", "[::1]:9100"})
  void namesOfTheMachineItselfPass(String name) {
    assertThat(new HostRule(true).admits(List.of(name))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "evil.example:9100",
        "localhost:",
        "[::1",
        "localhost:9100:1"
      })
  void othersDoNot(String name) {
    assertThat(new HostRule(true).admits(List.of(name))).isFalse();
  }

  @Test
  void neitherNoneNorTwoPass() {
    assertThat(new HostRule(true).admits(List.of())).isFalse();
    assertThat(new HostRule(true).admits(List.of("localhost", "evil.example"))).isFalse();
  }

  @Test
  void whoConfiguredAHostTakesAnyName() {
    assertThat(new HostRule(false).admits(List.of("metrics.example"))).isTrue();
    assertThat(new HostRule(false).admits(List.of())).isTrue();
  }
}
