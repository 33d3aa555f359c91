package org.backplane.cli;

import java.nio.file.Path;
import java.util.List;

/** The ready-made machine of {@code backplane demo}. */
final class Demo {

  private static final List<String> EXPLANATION =
      List.of(
          "backplane demo: a memory backend 'm0' (64 MiB) and an entropy backend 'rng0' carry a",
          "virtual RISC-V machine. Its guest walks the device tree, tests its RAM, reads entropy",
          "through virtio-rng, reports on its serial port, and powers off. The same by hand:",
          "");

  private Demo() {}

  /**
   * Its options.
   *
   * @param home the distribution's folder, which holds the guest
   */
  static List<String> words(Path home) {
    return List.of(
        "-object",
        "memory-backend-ram,id=m0,size=64M",
        "-object",
        "rng-builtin,id=rng0",
        "-machine",
        "virt,memory-backend=m0",
        "-device",
        "virtio-rng-device,rng=rng0",
        "-kernel",
        home.resolve("share/guest/demo.elf").toString(),
        "-append",
        "demo",
        "-serial",
        "stdio",
        "-no-reboot",
        "-display",
        "none");
  }

  /** What is printed before it starts. */
  static String explanation(List<String> words) {
    return String.join(System.lineSeparator(), EXPLANATION)
        + System.lineSeparator()
        + "  backplane run "
        + String.join(" ", words).replace(" -", " \\" + System.lineSeparator() + "    -")
        + System.lineSeparator();
  }
}
