package org.backplane.vm.runtime.ram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.MachineRequest.NumaNode;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.vm.runtime.ram.MachineRam.Loose;

/**
 * Finds the memory for a machine's RAM: the backends of its NUMA nodes, one backend that it was
 * given, or one that it makes and removes at its end.
 *
 * @param request {@code -m}, {@code -mem-path} and {@code -numa}
 * @param numa the checked nodes
 */
record RamMaker(Backends backends, MachineRequest.Memory request, Numa numa) {

  private static final String SUBJECT = "machine 'virt'";
  private static final Backends.Claim CLAIM =
      new Backends.Claim(SUBJECT, "memory-backend", "machine memory");
  private static final String DEFAULT_ID = "riscv_virt_board.ram";
  private static final long DEFAULT_BYTES = 128L << 20;

  /**
   * Takes the memory.
   *
   * @param backend the machine's {@code memory-backend}, id or path
   * @throws BackplaneException it is not there, taken, or not as asked for; nothing stays leased
   */
  public MachineRam take(Optional<String> backend) throws BackplaneException {
    if (request.directory().isPresent() && (backend.isPresent() || numa.asked())) {
      throw refused(
          "-mem-path is for the machine's own memory, and its memory comes from backends",
          "leave -mem-path out, or use -object memory-backend-file,mem-path=PATH");
    }
    if (numa.asked()) {
      return ofNodes(backend);
    }
    return backend.isPresent() ? named(backend.get()) : own();
  }

  private MachineRam named(String backend) throws BackplaneException {
    LeasedMemory memory = backends.take(backend, CLAIM);
    return kept(
        List.of(new Loose(memory, OptionalInt.empty())),
        Optional.of(memory.backend()),
        request.bytes(),
        () -> {});
  }

  /** What a machine makes that was given no memory. */
  static ObjectRequest ownRequest(MachineRequest.Memory request) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("size", Long.toUnsignedString(request.bytes().orElse(DEFAULT_BYTES)));
    request.directory().ifPresent(path -> properties.put("mem-path", path));
    String type = request.directory().isPresent() ? "memory-backend-file" : "memory-backend-ram";
    var options = Options.ofWords(Dialect.CONFIGURATION, properties);
    return new ObjectRequest(Container.OBJECTS, type, DEFAULT_ID, options);
  }

  private MachineRam own() throws BackplaneException {
    ObjectPath path = ObjectPath.object(DEFAULT_ID);
    OptionalLong size = OptionalLong.of(request.bytes().orElse(DEFAULT_BYTES));
    if (backends.has(path)) { // whoever built the machine has made it
      return kept(
          List.of(new Loose(backends.take(DEFAULT_ID, CLAIM), OptionalInt.empty())),
          Optional.of(path),
          size,
          () -> {});
    }
    backends.make(ownRequest(request));
    boolean taken = false;
    try {
      LeasedMemory memory = backends.take(DEFAULT_ID, CLAIM);
      MachineRam ram =
          kept(
              List.of(new Loose(memory, OptionalInt.empty())),
              Optional.of(path),
              size,
              () -> backends.remove(path));
      taken = true;
      return ram;
    } finally {
      if (!taken) {
        backends.remove(path);
      }
    }
  }

  private MachineRam ofNodes(Optional<String> backend) throws BackplaneException {
    if (backend.isPresent()) {
      throw refused(
          "memory-backend and -numa node exclude each other",
          "give each node its memory with -numa node,memdev=ID");
    }
    checkMemdevs();
    return kept(takeAll(), Optional.empty(), request.bytes(), () -> {});
  }

  private List<Loose> takeAll() throws BackplaneException {
    List<Loose> memories = new ArrayList<>();
    boolean taken = false;
    try {
      for (NumaNode node : numa.nodes()) {
        if (node.memdev().isPresent()) {
          memories.add(new Loose(take(node, node.memdev().get()), numa.told(node.number())));
        }
      }
      taken = true;
      return memories;
    } finally {
      if (!taken) {
        giveBack(memories);
      }
    }
  }

  private LeasedMemory take(NumaNode node, String memdev) throws BackplaneException {
    return backends.take(memdev, new Backends.Claim(nodeSubject(node), "memdev", "machine memory"));
  }

  private void checkMemdevs() throws InvalidRequestException {
    Map<ObjectPath, NumaNode> users = new LinkedHashMap<>();
    for (NumaNode node : numa.nodes()) {
      if (node.memdev().isPresent()) {
        NumaNode other = users.put(Backends.path(node.memdev().get()), node);
        if (other != null) {
          throw new InvalidRequestException(
              nodeSubject(node),
              "memdev '%s' is already in use by node %d"
                  .formatted(node.memdev().get(), other.number()),
              "give each node a backend of its own");
        }
      }
    }
    if (users.isEmpty()) {
      throw refused(
          "none of its NUMA nodes has memory", "give at least one with -numa node,memdev=ID");
    }
  }

  /** Checks what was taken; if it does not fit, all of it is given back. */
  private static MachineRam kept(
      List<Loose> memories, Optional<ObjectPath> backend, OptionalLong asked, Runnable afterwards)
      throws InvalidRequestException {
    boolean fits = false;
    try {
      for (Loose loose : memories) {
        check(loose.memory(), memories.size() > 1);
      }
      var ram = new MachineRam(memories, backend, afterwards);
      checkSize(ram, memories, asked);
      fits = true;
      return ram;
    } finally {
      if (!fits) {
        giveBack(memories);
      }
    }
  }

  private static void check(LeasedMemory memory, boolean oneOfSeveral)
      throws InvalidRequestException {
    if (!memory.writable()) {
      throw refused(
          "memory backend '%s' is read-only, and RAM must be writable"
              .formatted(memory.backend().id()),
          "give a writable backend");
    }
    if (oneOfSeveral && !memory.fitsPages()) {
      throw refused(
          "memory backend '%s' of %d bytes is not made of whole pages of %d bytes, and others"
                  .formatted(memory.backend().id(), memory.sizeBytes(), LeasedMemory.PAGE)
              + " may follow it",
          "give a size that is a multiple of " + LeasedMemory.PAGE);
    }
  }

  private static void checkSize(MachineRam ram, List<Loose> memories, OptionalLong asked)
      throws InvalidRequestException {
    if (asked.isPresent() && asked.getAsLong() != ram.sizeBytes()) {
      List<String> ids = memories.stream().map(loose -> loose.memory().backend().id()).toList();
      throw refused(
          "-m asks for %s bytes, but memory-backend '%s' has %d"
              .formatted(
                  Long.toUnsignedString(asked.getAsLong()),
                  String.join("', '", ids),
                  ram.sizeBytes()),
          "leave -m out, or give the same size");
    }
  }

  private static void giveBack(List<Loose> memories) {
    memories.forEach(loose -> loose.memory().close());
  }

  private static String nodeSubject(NumaNode node) {
    return "-numa node,nodeid=" + node.number();
  }

  private static InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(SUBJECT, problem, advice);
  }
}
