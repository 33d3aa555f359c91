package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.type.Container;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostOptionsReaderTest {

  @Test
  void readsObjectsInTheOrderGiven() throws Exception {
    var objects =
        Lines.options("-object", "rng-builtin,id=r", "-object", "id=m,qom-type=t,size=1M")
            .objects();

    assertThat(objects)
        .extracting(ObjectRequest::subject)
        .containsExactly("rng-builtin 'r'", "t 'm'");
    assertThat(objects.getLast().options().members()).containsOnlyKeys("size");
    assertThat(objects).allMatch(object -> object.container() == Container.OBJECTS);
  }

  @Test
  void readsAnObjectWrittenAsJson() throws Exception {
    var object =
        Lines.options("-object", "{'qom-type':'rng-builtin','id':'r','n':5}").objects().getFirst();

    assertThat(object.subject()).isEqualTo("rng-builtin 'r'");
    assertThat(object.options().dialect()).isEqualTo(Dialect.JSON);
    assertThat(object.options().members()).containsOnlyKeys("n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-object | rng-builtin            | -object: 'id' is missing; add id=...",
        "-object | id=x                   | -object: 'qom-type' is missing; add qom-type=...",
        "-device | id=x                   | -device: 'driver' is missing; add driver=...",
        "-chardev| null                   | -chardev: 'id' is missing; add id=...",
        "-smp    | 0                      | -smp: '0' is no number of harts; give 1",
        "-smp    | cpus=1,cores=2         | -smp: unknown key 'cores'",
        "-m      | size=1M,slots=2        | -m: unknown key 'slots'",
        "-display| gtk                    | -display: there is no display 'gtk'; give none",
        "-uuid   | 1234                   | -uuid: '1234' is no UUID",
        "-mon    | c,mode=qmp             | -mon: unknown mode 'qmp'; give mode=readline or mode=control",
        "-mon    | c,mode=control,pretty=1| -mon: pretty='1' is not a switch; give on or off",
        "-serial | vc                     | -serial: no such device 'vc'",
        "-serial | tcp:localhost          | -serial: 'tcp:localhost' has no port; give tcp:HOST:PORT",
        "-qmp    | unix:                  | -qmp: 'unix:' names no address",
      })
  void refusesWhatItCannotRead(String option, String value, String message) {
    assertThatThrownBy(() -> Lines.options(option, value)).hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({"-append,console=x", "-initrd,i", "-dtb,d"})
  void refusesWhatNeedsAKernelWithoutOne(String option, String value) throws Exception {
    assertThatThrownBy(() -> Lines.options(option, value, "-bios", "none"))
        .hasMessage(option + ": there is nothing to start that could use it; add -kernel or -bios");
    assertThat(Lines.options(option, value, "-bios", "b").machine().boot().firmware()).isPresent();
    assertThat(Lines.options(option, value, "-kernel", "k").machine().boot().kernel()).isPresent();
  }

  @Test
  void refusesAnEmptyFileName() {
    assertThatThrownBy(() -> Lines.options("-kernel", ""))
        .hasMessage("-kernel: the file name is empty");
  }

  @ParameterizedTest
  @CsvSource({
    "64M, 67108864",
    "64, 67108864",
    "size=64, 67108864",
    "0.5G, 536870912",
    "1.5, 1572864",
    "4096K, 4194304"
  })
  void countsMemoryInMebibytesUnlessAUnitIsGiven(String text, long bytes) throws Exception {
    assertThat(Lines.options("-m", text).machine().ramBytes()).hasValue(bytes);
  }

  @Test
  void readsTheWholeMachine() throws Exception {
    MachineRequest machine =
        Lines.options(
                "-machine",
                "virt,memory-backend=m0",
                "-M",
                "aclint=on",
                "-smp",
                "1",
                "-device",
                "virtio-rng-device,rng=r,id=d",
                "-kernel",
                "k",
                "-bios",
                "none",
                "-initrd",
                "i",
                "-append",
                "-quiet a=b,,c",
                "-dtb",
                "d",
                "-name",
                "guest=one",
                "-uuid",
                "12345678-1234-1234-1234-123456789abc",
                "-S",
                "-no-reboot",
                "-nodefaults")
            .machine();

    assertThat(machine.type()).isEqualTo("virt");
    assertThat(machine.options().members()).containsOnlyKeys("memory-backend", "aclint");
    assertThat(machine.devices())
        .singleElement()
        .matches(d -> d.driver().equals("virtio-rng-device"));
    assertThat(machine.devices().getFirst().id()).isEqualTo("d");
    assertThat(machine.devices().getFirst().options().members()).containsOnlyKeys("rng");
    assertThat(machine.boot().kernel()).contains(Path.of("k"));
    assertThat(machine.boot().firmware()).isEmpty();
    assertThat(machine.boot().initrd()).contains(Path.of("i"));
    assertThat(machine.boot().commandLine()).isEqualTo("-quiet a=b,,c");
    assertThat(machine.boot().deviceTree()).contains(Path.of("d"));
    assertThat(machine.identity().name()).contains("one");
    assertThat(machine.identity().uuid()).contains("12345678-1234-1234-1234-123456789abc");
    assertThat(machine.startPaused()).isTrue();
    assertThat(machine.rebootEndsIt()).isTrue();
    assertThat(machine.ramBytes()).isEmpty();
  }

  @Test
  void buildsAVirtMachineOfOneHartUnlessToldOtherwise() throws Exception {
    MachineRequest machine = Lines.options().machine();

    assertThat(machine.type()).isEqualTo("virt");
    assertThat(machine.harts()).isOne();
    assertThat(machine.startPaused()).isFalse();
    assertThat(machine.rebootEndsIt()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-nographic", "-nodefaults", "-no-user-config"})
  void acceptsTheSwitchesOfManagementSoftware(String word) throws Exception {
    assertThat(Lines.options(word, "-machine", "none").chardevs()).isEmpty();
  }

  @Test
  void refusesADetachedHostOnStandardInput() {
    assertThatThrownBy(() -> Lines.options("-daemonize", "-qmp", "stdio"))
        .hasMessageStartingWith("-daemonize: a device uses standard input and output");
  }
}
