package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Giving back the rest of a region when the kernel refuses, on addresses that nobody has. */
class MappedBlockTest {
  private static final MappedBlock BLOCK = new MappedBlock(0x5000, 0x2000, 0x1000, 0x1000);

  /** What was given back stays given back: somebody else may be there at once. */
  @ParameterizedTest
  @CsvSource({"1, '1000+3000 1000+9000'", "2, '1000+3000 8000+2000 4000+6000'"})
  void isNeverGivenBackTwice(int refused, String calls) {
    List<String> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                BLOCK.trim(
                    0x1000,
                    0x9000,
                    (address, length) -> {
                      seen.add("%x+%x".formatted(address, length));
                      if (seen.size() == refused) {
                        throw new LinuxException("munmap", "", Errno.ENOMEM);
                      }
                    }))
        .hasMessageContaining("ENOMEM");
    assertThat(seen).containsExactly(calls.split(" "));
  }
}
