package org.backplane.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatTest {

  private static final String PROMETHEUS =
      "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;"
          + "version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "''|OPEN_METRICS",
        "*/*|OPEN_METRICS",
        "application/json|OPEN_METRICS",
        PROMETHEUS + "|OPEN_METRICS",
        "text/plain|CLASSIC",
        "TEXT/Plain; Version=0.0.4|CLASSIC",
        "text/plain;q=0.9,application/openmetrics-text;q=0.1|CLASSIC",
        "text/plain;q=nonsense|OPEN_METRICS"
      })
  void clientsGetWhatTheyAskFor(String accept, TextFormat format) {
    assertThat(TextFormat.wantedBy(accept)).isEqualTo(format);
  }

  @Property(tries = 500)
  void anythingCanBeAsked(@ForAll String accept) {
    assertThat(TextFormat.wantedBy(accept)).isNotNull();
  }
}
