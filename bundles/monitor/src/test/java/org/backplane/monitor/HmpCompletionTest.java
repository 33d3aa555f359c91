package org.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.monitor.fake.ScriptedChardev;
import org.backplane.monitor.fake.ScriptedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that a person begins and the human monitor completes. */
class HmpCompletionTest {

  private final Stage stage = new Stage();
  private ScriptedPeer person;

  @BeforeEach
  void sitDown() throws Exception {
    stage.registry.attach("ch7", new ScriptedChardev());
    person = stage.person();
    Stage.type(person, "object_add rng-builtin,id=rng7");
    Stage.type(person, "object_add memory-backend-ram,id=mem7,size=1M");
  }

  @AfterEach
  void close() {
    stage.close();
  }

  /** What the line is after the completion key; the line is then thrown away. */
  private String completed(String begun) throws Exception {
    person.send(begun + "\t");
    person.send("<");
    String echo = person.until("<");
    person.send("\u0003");
    person.until("\u001b[K");
    return echo;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "inf@info ",
        "help inf@help info ",
        "help info uu@help info uuid ",
        "info uu@info uuid ",
        "  info   uu@  info   uuid ",
        "object_a@object_add ",
        "object_add rng@object_add rng-builtin,",
        "object_add rng-builtin,@object_add rng-builtin,",
        "object_add rng-builtin,n@object_add rng-builtin,note=",
        "object_add rng-builtin,op@object_add rng-builtin,op\u0007",
        "object_add rng-builtin,note=a,,b,i@object_add rng-builtin,note=a,,b,id=",
        "object_add qom-type=rng@object_add qom-type=rng-builtin,",
        "object_add id=x,qom-type=rng-builtin,n@object_add id=x,qom-type=rng-builtin,note=",
        "object_add memory-backend-ram,mer@object_add memory-backend-ram,merge=",
        "object_add memory-backend-ram,merge=on,mer@object_add memory-backend-ram,merge=on,mer\u0007",
        "object_add memory-backend-ram,share=of@object_add memory-backend-ram,share=off",
        "object_add memory-backend-ram,policy=b@object_add memory-backend-ram,policy=bind",
        "object_add {'q@object_add {'q\u0007",
        "object_del rn@object_del rng7 ",
        "device_add pc@device_add pc-dimm,",
        "device_add pc-dimm,memdev=m@device_add pc-dimm,memdev=mem7",
        "device_add virtio-rng-device,rng=@device_add virtio-rng-device,rng=rng7",
        "device_del lo@device_del loop ",
        "device_del /mach@device_del /machine/soc0/harts[0] ",
        "device_exchange loop rn@device_exchange loop rng ",
        "device_exchange loop rng @device_exchange loop rng rng7 ",
        "chardev-add nu@chardev-add null,",
        "chardev-add file,p@chardev-add file,path=",
        "chardev-add file,append=o@chardev-add file,append=o",
        "chardev-remove ch@chardev-remove ch7 ",
        "chardev-change ch7 nul@chardev-change ch7 null,",
        "gdbserver n@gdbserver none ",
        "qom-list @qom-list /",
        "qom-list /o@qom-list /objects/",
        "qom-list /objects/r@qom-list /objects/rng7 ",
        "qom-get /objects/mem7 mer@qom-get /objects/mem7 merge ",
        "qom-get mem7 mer@qom-get mem7 merge ",
        "qom-set -@qom-set -j ",
        "qom-set -j /obj@qom-set -j /objects/",
        "qom-set /objects/mem7 merge of@qom-set /objects/mem7 merge off",
        "qom-set /objects/mem7 policy b@qom-set /objects/mem7 policy bind",
        "qom-get \"/objects/mem7\" mer@qom-get \"/objects/mem7\" merge ",
        "qom-get \"/objects/mem7@qom-get \"/objects/mem7\u0007",
        "qom-get /nope x@qom-get /nope x\u0007",
        "qom-get mem7 size x@qom-get mem7 size x\u0007",
        "info qom-tree /mac@info qom-tree /machine/",
        "nonsense x@nonsense x\u0007",
      })
  void completes(String begun, String line) throws Exception {
    String shown = completed(begun);

    // A list begins a new row, which ends with the line as it was.
    assertThat(shown.substring(shown.lastIndexOf("(qemu) ") < 0 ? 0 : shown.lastIndexOf(") ") + 2))
        .isEqualTo(line);
  }

  @Test
  void listsCommandsTopicsAndTypes() throws Exception {
    assertThat(completed(""))
        .contains("object_add", "qom-list", "help")
        .doesNotContain("info uuid");
    assertThat(completed("info ")).contains("uuid", "qom-tree");
    assertThat(completed("object_add ")).contains("rng-builtin", "memory-backend-ram", "help");
    assertThat(completed("object_add rng-builtin,")).contains("id", "note", "help");
    assertThat(completed("qom-set /objects/mem7 merge o")).contains("off  on");
  }

  /** Nobody presses a key a thousand times at once. */
  @Test
  void completesAFewTimesInAPieceOfInput() throws Exception {
    assertThat(completed("inf\tuu")).isEqualTo("info uuid ");
    assertThat(completed("zz\t\t\t\tinf")).startsWith("zz").endsWith("inf\u0007");
    assertThat(completed("info uu")).isEqualTo("info uuid ");
  }

  @Test
  void completesWhatCameMeanwhile() throws Exception {
    assertThat(completed("object_del new")).isEqualTo("object_del new\u0007");
    Stage.type(person, "object_add rng-builtin,id=newer");
    assertThat(completed("object_del new")).isEqualTo("object_del newer ");
  }
}
