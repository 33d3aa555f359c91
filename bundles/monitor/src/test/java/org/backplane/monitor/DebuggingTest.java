package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.debug.DebugServer;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looks into the machine from the human monitor. */
class DebuggingTest {

  private final Stage stage = new Stage();
  private ScriptedPeer person;

  @BeforeEach
  void sitDown() throws Exception {
    person = stage.person();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private String type(String line) throws Exception {
    return Stage.type(person, line);
  }

  @Test
  void showsTheRegistersFourToALine() throws Exception {
    List<String> lines = type("info registers").lines().toList();

    assertThat(lines)
        .startsWith(
            "",
            "CPU#0",
            " pc       0000000080200000",
            " priv     0000000000000001",
            " mhartid  0000000000000000",
            " mstatus  0000000a00000000",
            " mip      0000000000000082")
        .contains(
            " satp     8000000000080000",
            " x0/zero  0000000000000000 x1/ra    0000000000000000 x2/sp    0000000000000000 x3/gp    0000000000000000",
            " f28/ft8  0000000000000007 f29/ft9  0000000000000007 f30/ft10 0000000000000007 f31/ft11 0000000000000007");
    assertThat(lines).hasSize(8 + 16);
    assertThat(type("info registers -a").lines()).isEqualTo(lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "xp 0x1000         @ 0000000000001000: 0x00000297~",
        "xp 4096           @ 0000000000001000: 0x00000297~",
        "xp /2xw 0x1000    @ 0000000000001000: 0x00000297 0x7a270a61~",
        "xp/2xg 0x1000     @ 0000000000001000: 0x7a270a6100000297 0xffffffffffffffff~",
        "xp /3xb 0x1000    @ 0000000000001000: 0x97 0x02 0x00~",
        "xp /2dh 0x1000    @ 0000000000001000:   663     0~",
        "xp /1dw 0x1008    @ 0000000000001008:         -1~",
        "xp /1uw 0x1008    @ 0000000000001008: 4294967295~",
        "xp /1ug 0x1008    @ 0000000000001008: 18446744073709551615~",
        "xp /ob 0x1000     @ 0000000000001000: 0227~",
        "xp /ow 0x1008     @ 0000000000001008: 037777777777~",
        "xp /5c 0x1004     @ 0000000000001004: 'a' '\\n' '\\'' 'z' '\\xff'~",
        "xp /8xw 0x1000    @ 0000000000001000: 0x00000297 0x7a270a61 0xffffffff 0xffffffff~0000000000001010: Cannot access memory~",
        "xp /xw 0x0        @ 0000000000000000: Cannot access memory~",
        "x /xw 0x80001000  @ 0000000080001000: 0x00000297~",
        "x /xw 0x1000      @ 0000000000001000: Cannot access memory~",
        "xp                @ xp: it takes /fmt and an address~Try 'help xp'~",
        "xp /4xw           @ xp: it takes /fmt and an address~Try 'help xp'~",
        "xp 0x1000 1       @ xp: it takes /fmt and an address~Try 'help xp'~",
        "xp /2i 0x1000     @ xp: no such format~Try 'help xp'~",
        "xp /8193xg 0      @ xp: it shows 64 KiB at a time at most; ask for a smaller count~",
        "x /9999999xg 0    @ x: it shows 64 KiB at a time at most; ask for a smaller count~",
        "xp /8192xg 0      @ 0000000000000000: Cannot access memory~",
        "xp /2xw $pc       @ xp: the address is not a number; write 0x80000000~",
        "xp /2xw -1        @ xp: the address is not a number; write 0x80000000~",
      })
  void showsMemory(String line, String printed) throws Exception {
    assertThat(type(line)).isEqualTo(printed.replace("~", "\r\n"));
  }

  @Test
  void letsDebuggersIn() throws Exception {
    var steps = new ArrayList<String>();
    stage.around.debugServer().set(server(steps));

    assertThat(type("gdbserver")).isEqualTo("Waiting for gdb connection on device 'tcp::1234'\r\n");
    assertThat(type("gdbserver unix:/a g"))
        .isEqualTo("Waiting for gdb connection on device 'unix:/a g'\r\n");
    assertThat(type("gdbserver none")).isEqualTo("Disabled gdbserver\r\n");
    assertThat(type("gdbserver bad")).isEqualTo("Error: gdb server: no such device\r\n");
    assertThat(steps).containsExactly("tcp::1234", "unix:/a g", "none");
  }

  @Test
  void nobodyLetsDebuggersIn() throws Exception {
    assertThat(type("gdbserver")).startsWith("Error: gdbserver: no bundle lets debuggers in");
  }

  private static DebugServer server(List<String> steps) {
    return new DebugServer() {
      @Override
      public void listen(String device) throws BackplaneException {
        if (device.equals("bad")) {
          throw new InvalidRequestException("gdb server", "no such device", "");
        }
        steps.add(device);
      }

      @Override
      public void end() {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Test
  void runsLinesWithoutATerminal() {
    assertThat(stage.monitors.execute("info name")).isEqualTo("vm1\n");
    assertThat(stage.monitors.execute("nope")).startsWith("unknown command: 'nope'");
  }
}
