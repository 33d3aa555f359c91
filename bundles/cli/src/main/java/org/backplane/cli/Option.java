package org.backplane.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Every option there is: its names, its value and its line of help. */
enum Option {
  OBJECT(
      "object",
      "T,id=ID[,k=v...]",
      "make an object; 'help' lists the types, 'T,help' a type's properties"),
  CHARDEV(
      "chardev",
      "T,id=ID[,k=v...]",
      "make a character device; 'help' lists the types, 'T,help' a type's properties"),
  MACHINE("machine M", "T[,memory-backend=ID]", "the machine: virt or none"),
  MEMORY(
      "m",
      "SIZE[,slots=N,maxmem=SIZE]",
      "the machine's RAM, a number alone counts MiB; slots and room for more"),
  MEM_PATH("mem-path", "PATH", "keep the machine's RAM in a file there"),
  MEM_PREALLOC("mem-prealloc", "", "fill all memory backends before the start"),
  NUMA(
      "numa",
      "node[,nodeid=N][,memdev=ID][,cpus=A[-B]]",
      "a NUMA node: its number, memory backend and harts"),
  CPU("cpu", "MODEL", "the harts' model: rv64, max or any, which are the same here"),
  SMP("smp", "N", "how many harts it has"),
  DEVICE("device", "T[,id=ID][,k=v...]", "add a device, such as virtio-rng-device,rng=ID"),
  KERNEL("kernel", "FILE", "start from this ELF file or kernel image"),
  BIOS("bios", "FILE", "start from this firmware; 'none' for none"),
  INITRD("initrd", "FILE", "hand this initial RAM disk to the kernel"),
  APPEND("append", "TEXT", "hand this command line to the kernel"),
  DTB("dtb", "FILE", "use this device tree instead of the generated one"),
  SERIAL("serial", "DEV", "put a serial port on DEV"),
  QMP("qmp", "DEV", "put a QMP monitor on DEV"),
  QMP_PRETTY("qmp-pretty", "DEV", "put a QMP monitor with indented output on DEV"),
  MONITOR("monitor", "DEV", "put an HMP monitor on DEV"),
  MON(
      "mon",
      "ID[,mode=M][,pretty=on]",
      "put a monitor on character device ID; M: readline, control"),
  GDB("gdb", "DEV", "let debuggers in on DEV, such as tcp::1234 or unix:PATH"),
  GDB_USUAL("s", "", "short for -gdb tcp::1234"),
  QTEST("qtest", "DEV", "let register-level test programs in on DEV; with -accel qtest"),
  QTEST_LOG("qtest-log", "FILE", "write what they say, and are told, to FILE; 'none' for nowhere"),
  ACCEL(
      "accel",
      "NAME[,k=v...]",
      "what executes the guest: tcg, or qtest for nothing; repeatable, the first there is counts"),
  TRACE(
      "trace",
      "PATTERN[,events=FILE][,file=FILE][,log=off][,jfr=FILE][,max-size=SIZE]",
      "tell events that fit PATTERN as text and to the Flight Recorder; 'help' lists them"),
  METRICS(
      "metrics",
      "[HOST:]PORT",
      "show metrics and health over HTTP there; without a host to this machine alone"),
  DISPLAY("display", "none", "there is no display"),
  AUDIO("audio", "none", "there is no sound"),
  GRAPHICS("vga", "none", "there is no graphics card"),
  NETWORK("net nic", "none", "there is no network"),
  NOGRAPHIC(
      "nographic", "", "no display; the serial port and a monitor share standard input and output"),
  NODEFAULTS("nodefaults", "", "nothing that was not asked for"),
  NO_USER_CONFIG("no-user-config", "", "accepted; there is no user configuration"),
  PAUSED("S", "", "do not start the machine; a monitor's 'cont' or a debugger does"),
  NO_REBOOT("no-reboot", "", "end instead of restarting when the guest resets"),
  NO_SHUTDOWN("no-shutdown", "", "keep machine and monitors when the guest powers off"),
  PRECONFIG("preconfig", "", "build the machine when a monitor says 'x-exit-preconfig'"),
  OVERCOMMIT("overcommit", "mem-lock=off", "accepted: memory is not locked"),
  RTC("rtc", "base=utc", "accepted: the guest's clock shows UTC"),
  BOOT("boot", "strict=on", "accepted: the machine starts from -kernel and -bios alone"),
  MSG("msg", "timestamp=on", "accepted: log messages have their own form"),
  SANDBOX("sandbox", "off", "accepted: this process does not lock itself in"),
  AUDIODEV("audiodev", "none,id=ID", "accepted: there is no sound"),
  DAEMONIZE("daemonize", "", "go on in the background once the host is up"),
  PIDFILE("pidfile", "FILE", "keep the process id in FILE while the host runs"),
  NAME("name", "NAME", "the machine's name"),
  UUID("uuid", "UUID", "the machine's UUID"),
  VERSION("version", "", "print the version and end"),
  HELP("help h", "", "print this text and end");

  private final String names;
  private final String value;
  private final String summary;

  /**
   * @param names its names, apart by blanks
   * @param value what its value looks like; empty when it takes none
   */
  Option(String names, String value, String summary) {
    this.names = names;
    this.value = value;
    this.summary = summary;
  }

  /** Finds the option written as {@code -name} or {@code --name}. */
  static Optional<Option> of(String word) {
    String name = word.startsWith("--") ? word.substring(2) : word.substring(1);
    return Arrays.stream(values()).filter(option -> option.names().contains(name)).findFirst();
  }

  /** All ways to write an option with one dash. */
  static List<String> spellings() {
    return Arrays.stream(values()).flatMap(o -> o.names().stream()).map(n -> "-" + n).toList();
  }

  private List<String> names() {
    return List.of(names.split(" ", -1));
  }

  /** Whether a value follows it. */
  boolean takesValue() {
    return !value.isEmpty();
  }

  /** {@code -machine}, as messages name it. */
  String spelling() {
    return "-" + names().getFirst();
  }

  /** Its line of help. */
  String help() {
    String left = String.join(", ", names().stream().map(name -> "-" + name).toList());
    String full = takesValue() ? left + " " + value : left;
    return full.length() < 30
        ? "  %-30s%s".formatted(full, summary)
        : "  %s%n  %30s%s".formatted(full, "", summary);
  }
}
