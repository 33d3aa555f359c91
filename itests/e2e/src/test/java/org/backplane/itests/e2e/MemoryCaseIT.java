package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line of the table of memory backends means for us and for each version of QEMU. */
class MemoryCaseIT {

  private static List<MemoryCase> cases(String version, String line) throws Exception {
    @SuppressWarnings("unchecked")
    var text = (Map<String, Object>) JsonReader.parse(line);
    return MemoryCase.of(text, Optional.ofNullable(version).map(QemuVersion::parse)).toList();
  }

  private static MemoryCase one(String version, String line) throws Exception {
    List<MemoryCase> all = cases(version, line);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static String outcome(MemoryCase test) {
    return ((MemoryStep.Add) test.steps().getFirst()).is();
  }

  @Test
  void aLineIsACaseForEachType() throws Exception {
    assertThat(cases(null, "{'case':'c','on':'ram memfd'}"))
        .extracting(MemoryCase::name)
        .containsExactly("c [ram]", "c [memfd]");
  }

  @Test
  void sizeAndPathAreGivenUnlessTheLineSaysOtherwise() throws Exception {
    assertThat(one(null, "{'case':'c','on':'file'}").steps())
        .containsExactly(
            new MemoryStep.Add(
                "memory-backend-file",
                "m",
                Map.of("size", 1048576L, "mem-path", "$dir/f"),
                "ok",
                ""));
    assertThat(one(null, "{'case':'c','on':'file','with':{'size':null,'mem-path':'x'}}").steps())
        .containsExactly(
            new MemoryStep.Add("memory-backend-file", "m", Map.of("mem-path", "x"), "ok", ""));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "ours",
      value = {"ours, GenericError", "7.2, ok", "9.0.3, ok", "9.1, GenericError", "10.0, ok"})
  void replacementsHoldForTheirVersions(String version, String outcome) throws Exception {
    String line =
        "{'case':'c','on':'ram','is':'GenericError','then':[{'gone':'f'}],"
            + "'qemu<9.1':{'is':'ok','why':'old'},'qemu>=10':{'is':'ok','why':'new'}}";
    MemoryCase test = one(version, line);
    assertThat(outcome(test)).isEqualTo(outcome);
    assertThat(test.steps()).hasSize(outcome.equals("ok") ? 1 : 2);
  }

  @Test
  void aReplacementCanHoldForSomeTypes() throws Exception {
    String line =
        "{'case':'c','on':'ram memfd','qemu':{'on':'ram','skip':'crashes','why':'so it is'}}";
    assertThat(cases("7.2", line)).extracting(MemoryCase::skip).containsExactly("crashes", "");
    assertThat(cases(null, line)).extracting(MemoryCase::skip).containsExactly("", "");
  }

  @ParameterizedTest
  @CsvSource({"8.1, GenericError, 1", "8.2, ok, 3"})
  void whatAVersionDoesNotKnowItRefuses(String version, String outcome, int steps)
      throws Exception {
    String line =
        "{'case':'c','on':'file','with':{'rom':'off'},'get':{'rom':'off'},'then':[{'del':'m'}]}";
    MemoryCase test = one(version, line);
    assertThat(outcome(test)).isEqualTo(outcome);
    assertThat(test.steps()).hasSize(steps);
  }

  @Test
  void whatAVersionDoesNotKnowIsNotRead() throws Exception {
    String line = "{'case':'c','on':'file','get':{'rom':'off','offset':0,'share':false}}";
    assertThat(one("8.1", line).steps().getLast())
        .isEqualTo(new MemoryStep.Reads("m", Map.of("offset", 0L, "share", false)));
  }

  @Test
  void aTypeThatAVersionDoesNotKnowIsLeftOutUnlessTheLineSaysWhatComes() throws Exception {
    assertThat(cases("9.0", "{'case':'c','on':'shm'}")).isEmpty();
    assertThat(cases("9.1", "{'case':'c','on':'shm'}")).hasSize(1);
    assertThat(
            outcome(
                one("9.0", "{'case':'c','on':'shm','qemu<9.1':{'is':'GenericError','why':''}}")))
        .isEqualTo("GenericError");
  }
}
