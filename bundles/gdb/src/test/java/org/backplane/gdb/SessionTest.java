package org.backplane.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.backplane.api.machine.RunState;
import org.backplane.gdb.fake.Client;
import org.backplane.gdb.fake.FakeMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol as a debugger sees it. */
class SessionTest {

  private static final long CODE = FakeMachine.BASE + 0x40;

  private Stage stage;
  private Client gdb;

  @BeforeEach
  void attach() throws Exception {
    stage = Stage.serving();
    gdb = stage.attached();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aRunningMachineStopsForItsDebugger() {
    assertThat(stage.machine.state).isEqualTo(RunState.PAUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?                      | T05thread:01;",
        "qC                     | QC01",
        "qAttached              | 1",
        "qfThreadInfo           | m01,02",
        "qsThreadInfo           | l",
        "qThreadExtraInfo,2     | 686172742031",
        "T2                     | OK",
        "T3                     | E22",
        "Hg2                    | OK",
        "Hg0                    | OK",
        "Hg7                    | E22",
        "Hx1                    | E22",
        "H                      | E22",
        "Hc-1                   | OK",
        "vCont?                 | vCont;c;C;s;S",
        "vMustReplyEmpty        | ''",
        "vContinue              | ''",
        "qCRC:0,1               | ''",
        "Z2,80000040,4          | ''",
        "qXfer:memory-map:read::0,10 | ''",
        "unknown                | ''",
        "''                     | ''",
        "qRcmd,68               | ''",
        "p                      | E22",
        "p0                     | 0000000000000000",
        "pa                     | 0a00000000000000",
        "p20                    | 0000008000000000",
        "p21                    | 6400000000000000",
        "p41                    | 0100000000000000",
        "p42                    | 0200000000000000",
        "p43                    | 4100000000000000",
        "p44                    | 2200000002000000",
        "p46                    | xxxxxxxxxxxxxxxx",
        "pffff                  | E22",
        "p-1                    | E22",
        "p80000000000000000     | E22",
        "m80000000,4            | 01020304",
        "m8000fffe,4            | 0506",
        "m80010000,4            | E14",
        "m0,1                   | E14",
        "m80000000,0            | ''",
        "m80000000              | E22",
        "m,1                    | E22",
        "mxyz,1                 | E22",
        "mffffffffffffffff,ffffffffffffffff | E14",
        "M80000100,2:abcd       | OK",
        "M80000100,3:abcd       | E22",
        "M80000100,1:a          | E22",
        "M80000100,1            | E22",
        "M8000ffff,2:abcd       | E14",
        "X80000100,0:           | OK",
        "X80000100,1:ab         | E22",
        "P1=                    | E22",
        "P1=12                  | E22",
        "P0=0100000000000000    | OK",
        "P5f=0100000000000000   | E22",
        "G00                    | E22",
        "vCont;                 | E22",
        "vCont;t                | E22",
        "vCont;s:9              | E22",
        "Z0,xyz,2               | E22",
      })
  void answers(String request, String answer) throws Exception {
    System.arraycopy(new byte[] {1, 2, 3, 4}, 0, stage.machine.memory, 0, 4);
    System.arraycopy(new byte[] {5, 6}, 0, stage.machine.memory, FakeMachine.SIZE - 2, 2);

    assertThat(gdb.ask(request)).isEqualTo(answer);
  }

  @Test
  void tellsWhatItOffers() throws Exception {
    assertThat(gdb.ask("qSupported:multiprocess+;swbreak+;hwbreak+"))
        .isEqualTo(
            "PacketSize=4000;qXfer:features:read+;vContSupported+;QStartNoAckMode+;swbreak+;hwbreak+");
  }

  @Test
  void describesTheRegistersInTheirOrder() throws Exception {
    var text = new StringBuilder();
    String part = "m";
    while (part.startsWith("m")) {
      part = gdb.ask("qXfer:features:read:target.xml:%x,100".formatted(text.length()));
      text.append(part.substring(1));
    }

    var names =
        java.util.regex.Pattern.compile("<reg name='([^']+)'")
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(names)
        .startsWith("zero", "ra", "sp")
        .endsWith("mhartid", "priv")
        .doesNotHaveDuplicates();
    assertThat(names.get(32)).isEqualTo("pc");
    assertThat(names.get(0x44)).isEqualTo("sstatus");
    assertThat(text).startsWith("<?xml").contains("riscv:rv64").endsWith("</target>");
    assertThat(gdb.ask("p%x".formatted(names.size() - 1))).isEqualTo("0300000000000000");
    assertThat(gdb.ask("p%x".formatted(names.size()))).isEqualTo("E22");
  }

  @Test
  void readsAndWritesTheGeneralRegistersAtOnce() throws Exception {
    String before = gdb.ask("g");
    assertThat(before).hasSize(33 * 16).startsWith("0000000000000000" + "0100000000000000");

    String changed = "ff".repeat(8) + "ee".repeat(8) + before.substring(32);
    assertThat(gdb.ask("G" + changed)).isEqualTo("OK");
    assertThat(gdb.ask("g")).isEqualTo("0".repeat(16) + "ee".repeat(8) + before.substring(32));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1122334455667788",
    "20, 0000008000000000",
    "21, 1122334455667788",
    "41, 1f00000000000000",
    "42, 0700000000000000",
    "43, ff00000000000000",
  })
  void writesARegister(String number, String value) throws Exception {
    assertThat(gdb.ask("P" + number + "=" + value)).isEqualTo("OK");
    assertThat(gdb.ask("p" + number)).isEqualTo(value);
  }

  @Test
  void aWrittenViewChangesItsPartOnly() throws Exception {
    assertThat(gdb.ask("P44=ffffffffffffffff")).isEqualTo("OK");
    assertThat(stage.machine.hart(0).csrs()).containsEntry(0x300, 0x8000000b_000c_6122L);
  }

  @Test
  void refusesRegistersOfARunningMachine() throws Exception {
    gdb.send("c");
    assertThat(gdb.peer().next()).isEqualTo('+');
    assertThat(gdb.ask("P1=1122334455667788")).isEqualTo("E22");
  }

  @Test
  void writesMemoryWithBytesOfAnyValue() throws Exception {
    assertThat(gdb.ask("X80000100,3:}\3ab".replace("ab", "a}]"))).isEqualTo("OK");
    assertThat(gdb.ask("m80000100,3")).isEqualTo("23617d");
  }

  @Test
  void stopsAtABreakpointAndNamesTheHart() throws Exception {
    assertThat(gdb.ask("Z0,80000040,2")).isEqualTo("OK");
    gdb.send("vCont;c");
    assertThat(gdb.peer().next()).isEqualTo('+');
    gdb.ask("qC"); // the machine runs by now
    stage.machine.comesTo(1, CODE);

    assertThat(gdb.answer()).isEqualTo("T05thread:02;swbreak:;");
    assertThat(gdb.ask("qC")).isEqualTo("QC02");
    assertThat(gdb.ask("z0,80000040,2")).isEqualTo("OK");
    assertThat(stage.machine.breakpoints).isEmpty();
  }

  @Test
  void aHardwareBreakpointStaysWhenTheSoftwareOneGoes() throws Exception {
    gdb.ask("Z0,80000040,4");
    gdb.ask("Z1,80000040,4");
    gdb.ask("z0,80000040,4");
    assertThat(stage.machine.breakpoints).containsExactly(CODE);
    gdb.send("c");
    gdb.peer().next();
    gdb.ask("qC");
    stage.machine.comesTo(0, CODE);

    assertThat(gdb.answer()).isEqualTo("T05thread:01;hwbreak:;");
  }

  @Test
  void aRefusedBreakpointIsNotKept() throws Exception {
    stage.machine.refusesBreakpoints = true;
    assertThat(gdb.ask("Z0,80000040,4")).isEqualTo("E22");
    stage.machine.refusesBreakpoints = false;
    assertThat(gdb.ask("Z0,80000080,4")).isEqualTo("OK");

    assertThat(stage.machine.breakpoints).containsExactly(CODE + 0x40);
  }

  @ParameterizedTest
  @CsvSource({
    "s, 0",
    "S05, 0",
    "vCont;s:2;c, 1",
    "vCont;S05:1, 0",
    "s80000000, 0",
    "S05;80000000, 0"
  })
  void steps(String request, int hart) throws Exception {
    assertThat(gdb.ask(request)).isEqualTo("T05thread:0%d;".formatted(hart + 1));
    assertThat(stage.machine.hart(hart).pc()).isEqualTo(FakeMachine.BASE + 4);
    assertThat(stage.machine.hart(1 - hart).pc()).isEqualTo(FakeMachine.BASE);
  }

  @Test
  void stopsWhenAsked() throws Exception {
    gdb.send("c");
    assertThat(gdb.peer().next()).isEqualTo('+');
    assertThat(gdb.ask("qC")).isEqualTo("QC01"); // the machine runs by now
    assertThat(stage.running()).isTrue();
    gdb.peer().send("\3");

    assertThat(gdb.answer()).isEqualTo("T02thread:01;");
    assertThat(stage.running()).isFalse();
  }

  @Test
  void tellsWhenSomebodyElseStopsTheMachine() throws Exception {
    gdb.send("c");
    gdb.peer().next();
    gdb.ask("qC");
    stage.machine.face().stop();

    assertThat(gdb.answer()).isEqualTo("T02thread:01;");
  }

  @Test
  void tellsTheMachinesEnd() throws Exception {
    gdb.send("c");
    gdb.peer().next();
    gdb.ask("qC");
    stage.machine.shutdown(3);

    assertThat(gdb.answer()).isEqualTo("W03");
  }

  @Test
  void whatCannotGoOnIsAnError() throws Exception {
    stage.machine.state = RunState.INTERNAL_ERROR;
    assertThat(gdb.ask("c")).isEqualTo("E22");
  }

  @Test
  void detachingClearsBreakpointsAndLetsTheMachineGoOn() throws Exception {
    gdb.ask("Z0,80000040,4");
    assertThat(gdb.ask("D")).isEqualTo("OK");

    assertThat(stage.machine.breakpoints).isEmpty();
    assertThat(stage.running()).isTrue();
  }

  @Test
  void aDebuggerThatVanishesLeavesNoBreakpointAndTheMachineAsItIs() throws Exception {
    gdb.ask("Z0,80000040,4");
    gdb.peer().hangUp();

    assertThat(stage.machine.breakpoints).isEmpty();
    assertThat(stage.machine.state).isEqualTo(RunState.PAUSED);
    assertThat(stage.machine.listeners()).isZero();
  }

  @Test
  void whatIsAskedForLastIsDone() throws Exception {
    gdb.send("k");
    gdb.peer().hangUp();

    assertThat(stage.machine.steps).contains("shutdown 0");
  }

  @Test
  void refusesDamageAndRepeatsItself() throws Exception {
    gdb.peer().send("$qC#00");
    assertThat(gdb.peer().next()).isEqualTo('-');
    assertThat(gdb.ask("qC")).isEqualTo("QC01");
    gdb.peer().send("-");
    assertThat(gdb.answer()).isEqualTo("QC01");
  }

  @Test
  void stopsAcknowledgingWhenAsked() throws Exception {
    assertThat(gdb.ask("QStartNoAckMode")).isEqualTo("OK");
    gdb.peer().send("+$qC#00-");
    gdb.send("qAttached");

    assertThat(gdb.answer()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 40_000})
  void passesLinesToTheMonitor(int size) throws Exception {
    stage.server.monitor(Optional.of(line -> line + "\n" + "=".repeat(size)));
    gdb.send("qRcmd," + hex("info status"));
    assertThat(gdb.peer().next()).isEqualTo('+');
    var printed = new StringBuilder();
    String answer = gdb.answer();
    while (answer.startsWith("O") && !answer.equals("OK")) {
      assertThat(answer.length()).isLessThanOrEqualTo(Packets.MAX_BODY);
      printed.append(answer.substring(1));
      answer = gdb.answer();
    }

    assertThat(printed).hasToString(hex("info status\n" + "=".repeat(size)));
    assertThat(answer).isEqualTo("OK");
  }

  @Test
  void manyBreakpointsAreTooMany() throws Exception {
    for (int i = 0; i < Breakpoints.LIMIT; i++) {
      gdb.ask("Z0,%x,4".formatted(i * 4));
    }
    assertThat(gdb.ask("Z0,80000040,4")).isEqualTo("E22");
    assertThat(stage.machine.breakpoints).hasSize(Breakpoints.LIMIT).isNotEqualTo(Set.of());
  }
}
