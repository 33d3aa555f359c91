package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.MachineRequest.Memory;
import org.backplane.api.machine.MachineRequest.NumaNode;
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
        "-smp    | cpus=1,cores=2         | -smp: cpus=1, but the others make 2; let them agree",
        "-smp    | 1,maxcpus=2            | -smp: there is no room for more harts later; leave maxcpus away",
        "-smp    | cores=9999,threads=9999,sockets=9999 | -smp: cpus=2147483647, but",
        "-smp    | 1,thread=1             | -smp: unknown key 'thread'",
        "-overcommit | mem-lock=on        | -overcommit: mem-lock=on is not possible here; give mem-lock=off",
        "-rtc    | localtime              | -rtc: base=localtime is not possible here; give base=utc",
        "-boot   | c                      | -boot: unknown key 'order'",
        "-sandbox| on                     | -sandbox: enable=on is not possible here; give enable=off",
        "-audiodev | alsa,id=a            | -audiodev: driver=alsa is not possible here; give driver=none",
        "-msg    | stamp=on               | -msg: unknown key 'stamp'",
        "-machine| virt,usb=on            | -machine: usb=on is not possible here; give usb=off",
        "-name   | x,debug-threads=1      | -name: debug-threads='1' is not a switch",
        "-m      | size=1M,slots=2        | -m: slots=2 without maxmem; add maxmem=SIZE",
        "-cpu    | sifive-u54            | -cpu: there is no CPU 'sifive-u54'; give one of rv64, max, any, without properties",
        "-cpu    | rv64,sstc=on          | -cpu: there is no CPU 'rv64,sstc=on'; give one of rv64, max, any, without properties",
        "-m      | size=1M,slot=2         | -m: unknown key 'slot'; did you mean 'slots'?",
        "-m      | size=2M,maxmem=1M      | -m: maxmem is less than the RAM",
        "-m      | size=1M,maxmem=2M      | -m: maxmem leaves room for memory devices, but there is no slot; add slots=N",
        "-m      | 1M,maxmem=1M,slots=1   | -m: there are slots, but maxmem leaves no room",
        "-m      | 1M,maxmem=2M,slots=257 | -m: slots='257' is not possible; give a number up to 256",
        "-m      | 1M,maxmem=2M,slots=-1  | -m: slots='-1' is not possible",
        "-m      | 1M,maxmem=x,slots=1    | -m: 'x' is no size",
        "-m      | size=                  | -m: 'size' is missing",
        "-mem-path | ''                   | -mem-path: the path is empty",
        "-numa   | dist,src=0             | -numa: there is no 'dist'; give node",
        "-numa   | node,mem=1G            | -numa: 'mem' is not taken any more; make a memory backend and give memdev=ID",
        "-numa   | node,nodeid=128        | -numa: nodeid='128' is not possible; give a number up to 127",
        "-numa   | node,nodeid=-1         | -numa: nodeid='-1' is not possible",
        "-numa   | node,memdev=           | -numa: 'memdev' is missing",
        "-numa   | node,cpus=a            | -numa: cpus='a' are no harts",
        "-numa   | node,cpus=1-0          | -numa: cpus='1-0' ends before it begins",
        "-numa   | node,cpus              | -numa: cpus='' are no harts",
        "-numa   | node,cpus=1            | -numa: node 0 names hart 1 of 1",
        "-numa   | node,distance=1        | -numa: unknown key 'distance'",
        "-machine| virt,mem-merge=maybe   | -machine: mem-merge='maybe' is not a switch; give on or off",
        "-display| gtk                    | -display: there is no display 'gtk'; give none",
        "-uuid   | 1234                   | -uuid: '1234' is no UUID",
        "-mon    | c,mode=qmp             | -mon: unknown mode 'qmp'; give mode=readline or mode=control",
        "-mon    | c,mode=control,pretty=1| -mon: pretty='1' is not a switch; give on or off",
        "-serial | vc                     | -serial: no such device 'vc'",
        "-serial | tcp:localhost          | -serial: 'tcp:localhost' has no port; give tcp:HOST:PORT",
        "-qmp    | unix:                  | -qmp: 'unix:' names no address; give unix:PATH",
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
    assertThat(Lines.options("-m", text).machine().memory().bytes()).hasValue(bytes);
  }

  @Test
  void readsRoomForMemoryDevices() throws Exception {
    Memory memory = Lines.options("-m", "1G,slots=2", "-m", "maxmem=4294967296").machine().memory();

    assertThat(memory.bytes()).hasValue(1L << 30);
    assertThat(memory.slots()).isEqualTo(2);
    assertThat(memory.maxBytes()).hasValue(1L << 32);
    assertThat(Lines.options("-m", "64,maxmem=64M").machine().memory().slots()).isZero();
  }

  @Test
  void readsNodesAndNumbersThoseThatHaveNone() throws Exception {
    var options =
        Lines.options(
            "-smp", "4",
            "-numa", "node,nodeid=1,memdev=m1,cpus=2-3",
            "-numa", "node,memdev=m0,cpus=1,cpus=0",
            "-numa", "node");

    assertThat(options.machine().memory().nodes())
        .containsExactly(
            new NumaNode(1, Optional.of("m1"), List.of(2, 3)),
            new NumaNode(0, Optional.of("m0"), List.of(0, 1)),
            new NumaNode(2, Optional.empty(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({"'nodeid=1',node 1 is there twice", "'cpus=0',hart 0 belongs to two nodes"})
  void refusesWhatTwoNodesCannotShare(String shared, String message) {
    String node = "node,nodeid=1,cpus=0";
    assertThatThrownBy(() -> Lines.options("-smp", "2", "-numa", node, "-numa", "node," + shared))
        .hasMessageContaining(message);
  }

  @Test
  void refusesTwoSourcesOfTheMachinesRam() throws Exception {
    String[] backend = {"-machine", "virt,memory-backend=m0"};
    assertThatThrownBy(() -> Lines.options(join(backend, "-mem-path", "/dev/shm")))
        .hasMessageStartingWith("-mem-path: the machine's RAM comes from -machine memory-backend");
    assertThatThrownBy(() -> Lines.options(join(backend, "-numa", "node,memdev=m1")))
        .hasMessageStartingWith("-numa: the machine's RAM comes from -machine memory-backend");
    assertThat(Lines.options(join(backend, "-numa", "node")).machine().memory().nodes()).hasSize(1);
    assertThat(Lines.options("-mem-path", "/x,y").machine().memory().directory()).contains("/x,y");
  }

  private static String[] join(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void givesMemoryBackendsTheDefaultsOfTheMachine() throws Exception {
    assertThat(defaults()).containsExactly("prealloc-threads=1");
    assertThat(defaults("-machine", "virt,mem-merge=on,dump-guest-core=on", "-smp", "3"))
        .containsExactly("prealloc-threads=3");
    assertThat(defaults("-machine", "none", "-smp", "3")).containsExactly("prealloc-threads=1");
    assertThat(defaults("-mem-prealloc", "-M", "mem-merge=off", "-M", "dump-guest-core=off"))
        .containsExactly("prealloc-threads=1", "prealloc=on", "merge=off", "dump=off");
    assertThat(defaults("-machine", "{'type':'virt','mem-merge':false}"))
        .containsExactly("prealloc-threads=1", "merge=off");
  }

  @Test
  void passesTheMachinesPropertiesOn() throws Exception {
    assertThat(Lines.options("-machine", "virt,mem-merge=off").machine().options().members())
        .containsOnlyKeys("mem-merge");
  }

  private static List<String> defaults(String... words) throws Exception {
    var defaults = Lines.options(words).memoryDefaults();
    return defaults.members().keySet().stream()
        .map(key -> key + "=" + defaults.text(key).orElseThrow())
        .toList();
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
    assertThat(machine.boot().firmware()).contains(Path.of("none"));
    assertThat(machine.boot().initrd()).contains(Path.of("i"));
    assertThat(machine.boot().commandLine()).isEqualTo("-quiet a=b,,c");
    assertThat(machine.boot().deviceTree()).contains(Path.of("d"));
    assertThat(machine.identity().name()).contains("one");
    assertThat(machine.identity().uuid()).contains("12345678-1234-1234-1234-123456789abc");
    assertThat(machine.startPaused()).isTrue();
    assertThat(machine.rebootEndsIt()).isTrue();
    assertThat(machine.memory().bytes()).isEmpty();
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

  @ParameterizedTest
  @ValueSource(strings = {"rv64", "max", "any"})
  void takesTheNamesOfTheCpuThatItHas(String model) throws Exception {
    assertThat(Lines.options("-cpu", model)).isEqualTo(Lines.options());
  }

  @Test
  void takesWhatManagementSoftwareAlwaysSays() throws Exception {
    HostOptions options =
        Lines.options(
            ("-nodefaults -name guest=g,debug-threads=on -smp 1,sockets=1,cores=1,threads=1"
                    + " -machine virt,usb=off,dump-guest-core=off -overcommit mem-lock=off"
                    + " -rtc base=utc -boot strict=on -msg timestamp=on -sandbox off"
                    + " -audiodev {'id':'a','driver':'none'} -no-shutdown"
                    + " -mon chardev=c,id=monitor,mode=control")
                .split(" ", -1));

    assertThat(options.machine().identity().name()).hasValue("g");
    assertThat(options.machine().options().members()).containsOnlyKeys("dump-guest-core");
    assertThat(options.life()).isEqualTo(new HostOptions.Life(false, true));
  }
}
