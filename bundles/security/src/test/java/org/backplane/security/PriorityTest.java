package org.backplane.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import javax.net.ssl.SSLContext;
import org.backplane.api.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PriorityTest {

  private static Priority parse(String text) throws InvalidRequestException {
    return Priority.parse("tls-creds-x509 't0'", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NORMAL",
        "normal",
        "@SYSTEM",
        "@QEMU,SYSTEM",
        "@QEMU,NORMAL",
        "SECURE128",
        "PFS",
        "NORMAL:-VERS-TLS1.0:-VERS-TLS1.1",
        "NORMAL:!VERS-SSL3.0:%SERVER_PRECEDENCE",
        "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
      })
  void mostTextsMeanTheDefault(String text) throws Exception {
    assertThat(parse(text)).isEqualTo(Priority.DEFAULT);
  }

  @Test
  void takesProtocolsAndCiphersAway() throws Exception {
    Priority only13 = parse("NORMAL:-VERS-TLS-ALL:+VERS-TLS1.3");
    assertThat(only13.protocols()).containsExactly("TLSv1.3");
    assertThat(only13.suites()).hasSize(3);
    Priority only12 = parse("SECURE256:-VERS-TLS1.3:-CHACHA20-POLY1305");
    assertThat(only12.protocols()).containsExactly("TLSv1.2");
    assertThat(only12.suites())
        .containsExactly(
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "FOO",
        "NORMAL:",
        "NORMAL:+VERS-TLS1.1",
        "NORMAL:+ANON-ECDH",
        "NORMAL:+RSA",
        "NONE",
        "LEGACY",
        "EXPORT",
        "NORMAL:x",
        "NORMAL:-VERS-TLS-ALL",
        "NORMAL:%COMPAT",
        "NORMAL:-FOO"
      })
  void refusesWhatItCannotMean(String text) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> parse(text))
        .withMessageStartingWith("tls-creds-x509 't0': priority: ");
  }

  @Test
  void theJdkKnowsAllOfIt() throws Exception {
    var parameters = SSLContext.getDefault().getSupportedSSLParameters();
    assertThat(parameters.getCipherSuites()).containsAll(Priority.DEFAULT.suites());
    assertThat(List.of(parameters.getProtocols())).containsAll(Priority.DEFAULT.protocols());
  }
}
