package org.backplane.metrics.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SiteAddressTest {

  @ParameterizedTest
  @CsvSource({
    "9100, '', 9100",
    "':0', '', 0",
    "localhost:9100, localhost, 9100",
    "0.0.0.0:1, 0.0.0.0, 1",
    "[::1]:65535, ::1, 65535"
  })
  void aHostMayStandBeforeThePort(String text, String host, int port) throws Exception {
    SiteAddress address = SiteAddress.read(text);
    assertThat(address.host().orElse("")).isEqualTo(host);
    assertThat(address.port()).isEqualTo(port);
    assertThat(address.isPrivate()).isEqualTo(host.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "65536", "999999", "::1:80", "h:", "[::1]", "a:1:2", "1 "})
  void othersAreRefused(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> SiteAddress.read(text))
        .withMessageStartingWith("metrics: '%s' is no address; give".formatted(text));
  }

  @Test
  void withoutAHostItIsThisMachineAlone() throws Exception {
    assertThat(SiteAddress.read("1").resolved().getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void aHostThatNobodyKnowsIsTheHostsRefusal() {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> SiteAddress.read("no.such.host.invalid:1").resolved())
        .withMessageContaining("no.such.host.invalid");
  }

  @Property(tries = 500)
  void anyTextIsReadOrRefused(@ForAll String text) {
    try {
      assertThat(SiteAddress.read(text).port()).isBetween(0, 65535);
    } catch (InvalidRequestException e) {
      assertThat(e.getMessage()).contains("is no address");
    }
  }
}
