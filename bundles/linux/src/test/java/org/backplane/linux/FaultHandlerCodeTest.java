package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listing says what the bytes do. */
class FaultHandlerCodeTest {
  private static final Pattern INSTRUCTION = Pattern.compile("  ((?:[0-9a-f]{2} )+) *(.*)");
  private static final Pattern DISASSEMBLED = Pattern.compile(" *([0-9a-f]+):\t(.*)");
  private static final Pattern JUMP = Pattern.compile("j\\w+ (\\w+)");

  /** Names in the listing that are constants elsewhere, in the base register's table. */
  private static final Map<String, Integer> FIELDS =
      Map.ofEntries(
          Map.entry("rbx+LIMIT", FaultTable.LIMIT),
          Map.entry("rax+PREVIOUS", FaultTable.PREVIOUS),
          Map.entry("rbx+BUDGET", FaultTable.BUDGET),
          Map.entry("rbx+EVENTS", FaultTable.EVENTS),
          Map.entry("rbx+SLOTS", FaultTable.SLOTS),
          Map.entry("rbp+START", FaultTable.START),
          Map.entry("rbp+END", FaultTable.END),
          Map.entry("rbp+PAGE", FaultTable.PAGE),
          Map.entry("rbp+PROTECTION", FaultTable.PROTECTION),
          Map.entry("rbp+LOCK", FaultTable.LOCK),
          Map.entry("rbp+LOST", FaultTable.LOST),
          Map.entry("rbp+FIRST", FaultTable.FIRST),
          Map.entry("rbp+LAST", FaultTable.LAST),
          Map.entry("rbp+PIECES", FaultTable.PIECES),
          Map.entry("rbp,STRIDE", FaultTable.STRIDE));

  @TempDir Path folder;

  private record Instruction(int position, byte[] bytes, String meaning) {}

  @Test
  void bytesAreThoseOfTheListing() {
    var all = new StringBuilder();
    for (Instruction instruction : instructions()) {
      all.append(HexFormat.of().formatHex(instruction.bytes()));
    }
    byte[] code = FaultHandlerCode.bytes();
    assertThat(HexFormat.of().formatHex(code)).isEqualTo(all.toString());
    assertThat(code).hasSize(457);
    assertThat(code.length).isLessThan(FaultHandlerCode.TABLE);
  }

  @Test
  void entriesAreWhereTheListingHasThem() {
    Map<String, Integer> labels = labels();
    assertThat(labels)
        .containsEntry("entry", FaultHandlerCode.ENTRY)
        .containsEntry("ignored", FaultHandlerCode.IGNORED)
        .containsEntry("default", FaultHandlerCode.DEFAULT);
  }

  @Test
  void disassemblerReadsWhatTheListingSays() throws Exception {
    Map<Integer, String> disassembled = disassembled();
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (Instruction instruction : instructions()) {
      String at = Integer.toHexString(instruction.position()) + ": ";
      expected.add(at + plain(instruction.meaning()));
      actual.add(at + disassembled.get(instruction.position()));
    }
    assertThat(actual).isEqualTo(expected).hasSameSizeAs(disassembled.keySet());
  }

  private Map<Integer, String> disassembled() throws IOException, InterruptedException {
    Path code = Files.write(folder.resolve("code"), FaultHandlerCode.bytes());
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "objdump", "-D", "-b", "binary", "-mi386:x86-64", "-Mintel", code.toString())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "no disassembler here: " + e.getMessage());
      throw e;
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    Map<Integer, String> instructions = new HashMap<>();
    for (String line : text.lines().toList()) {
      var parts = DISASSEMBLED.matcher(line);
      String[] columns = parts.matches() ? parts.group(2).split("\t") : new String[0];
      if (columns.length == 2) { // else the rest of a long instruction's bytes
        instructions.put(Integer.parseInt(parts.group(1), 16), tidy(columns[1]));
      }
    }
    return instructions;
  }

  private static String tidy(String instruction) {
    return instruction.replaceAll(" *#.*|[DQ]WORD PTR ", "").replaceAll(" +", " ").strip();
  }

  /** The meaning with numbers in place of names, as a disassembler shows it. */
  private static String plain(String meaning) {
    String plain = meaning;
    for (var field : FIELDS.entrySet()) {
      String base = field.getKey().substring(0, 4);
      plain = plain.replace(field.getKey(), base + "0x" + Integer.toHexString(field.getValue()));
    }
    var jump = JUMP.matcher(plain);
    if (jump.matches()) {
      String target = "0x" + Integer.toHexString(labels().get(jump.group(1)));
      plain = plain.replace(jump.group(1), target);
    }
    return plain;
  }

  private static List<Instruction> instructions() {
    List<Instruction> instructions = new ArrayList<>();
    int position = 0;
    for (String line : FaultHandlerCode.LISTING.lines().toList()) {
      var parts = INSTRUCTION.matcher(line);
      if (parts.matches()) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(parts.group(1).strip());
        String meaning = parts.group(2).replaceAll(" *;.*", "");
        int next = position + bytes.length;
        String table = "0x" + Integer.toHexString(FaultHandlerCode.TABLE - next);
        instructions.add(new Instruction(position, bytes, meaning.replace("TABLE", table)));
        position = next;
      } else {
        assertThat(line).matches("[a-z]+:");
      }
    }
    return instructions;
  }

  private static Map<String, Integer> labels() {
    Map<String, Integer> labels = new HashMap<>();
    int position = 0;
    for (String line : FaultHandlerCode.LISTING.lines().toList()) {
      var parts = INSTRUCTION.matcher(line);
      if (parts.matches()) {
        position += parts.group(1).strip().split(" ").length;
      } else {
        labels.put(line.replace(":", ""), position);
      }
    }
    return labels;
  }
}
