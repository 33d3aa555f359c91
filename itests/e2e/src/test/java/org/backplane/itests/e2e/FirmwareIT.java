package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Programs that start in machine mode: the firmware of a Debian package, and tests of processors.
 */
class FirmwareIT {

  private static final Path FIRMWARE =
      Path.of("/usr/lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin");

  private static Installation installation;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  @Test
  void openSbiStartsTheKernel() throws Exception {
    assumeTrue(Files.isReadable(FIRMWARE), "no OpenSBI: " + FIRMWARE);
    LinuxFiles files = LinuxFiles.fetched();
    var words = new ArrayList<>(List.of("-bios", FIRMWARE.toString()));
    words.addAll(LinuxGuest.USUAL);
    String commandLine = "quiet guest.run=cpu,timer,memory,virtio,hwrng,float,hole";
    try (var guest = LinuxGuest.start(installation, files, commandLine, words)) {
      guest.awaitConsole("OpenSBI v");
      guest.awaitInit("OpenSBI");
      assertThat(guest.findings().values())
          .hasSize(9)
          .allMatch(finding -> finding.verdict().equals("pass"));
      assertThat(guest.host.exitStatus()).as(guest.host.picture()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-kernel, 1, 0",
    "-kernel, 27, 13",
    "-bios, 1, 0",
    "-bios, 2047, 255",
    "-kernel, 1025, 255"
  })
  void aTestProgramsResultIsTheExitStatus(String option, int value, int status) throws Exception {
    Path program = installation.scratch("program.elf");
    Files.write(program, TestProgram.storing(value));
    try (Host host =
        installation.start(
            "-machine", "virt", "-m", "64M", "-display", "none", option, program.toString())) {
      assertThat(host.exitStatus()).as(host.picture()).isEqualTo(status);
    }
  }
}
