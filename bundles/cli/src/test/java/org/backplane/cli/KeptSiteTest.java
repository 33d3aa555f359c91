package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.http.PageServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptSiteTest {

  private static final int CHOSEN_PORT = 40123;

  private final List<String> steps = new ArrayList<>();

  /** A server that has a port for those who do not care. */
  private PageServer server() {
    return address -> {
      steps.add("show " + address);
      if (address.equals("bad")) {
        throw new InvalidRequestException("metrics", "no address", "");
      }
      return new PageServer.Site() {
        @Override
        public InetSocketAddress address() {
          return InetSocketAddress.createUnresolved("localhost", CHOSEN_PORT);
        }

        @Override
        public void close() {
          steps.add("close");
        }
      };
    };
  }

  @ParameterizedTest
  @CsvSource({"0, 40123", "0.0.0.0:0, 0.0.0.0:40123", "[::1]:0, [::1]:40123"})
  void thePortStaysWhenTheBundleIsExchanged(String asked, String again) throws Exception {
    var kept = new KeptSite(asked);
    PageServer first = server();
    kept.came(first);
    assertThat(kept.requireOpen().orElseThrow().address().getPort()).isEqualTo(CHOSEN_PORT);
    kept.gone(first);
    kept.came(server());
    assertThat(steps).containsExactly("show " + asked, "close", "show " + again);
  }

  @Test
  void aRefusalIsTheStartsRefusal() {
    var kept = new KeptSite("bad");
    kept.came(server());
    assertThatThrownBy(kept::requireOpen).isInstanceOf(BackplaneException.class);
  }

  @Test
  void changesOverWhenTheOneThatServesGoes() {
    var kept = new KeptSite("9100");
    PageServer first = server();
    PageServer second = server();
    kept.came(first);
    kept.came(second);
    kept.gone(second);
    assertThat(steps).containsExactly("show 9100");
    kept.came(second);
    kept.gone(first);
    assertThat(steps).containsExactly("show 9100", "close", "show 40123");
  }
}
