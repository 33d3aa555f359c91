package org.backplane.vm.runtime.htif;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.vm.runtime.board.Console;
import org.backplane.vm.runtime.board.PowerDevice;
import org.backplane.vm.runtime.boot.HostSymbols;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's end of the interface. The guest writes a {@link Command} to {@code tohost}; zero there
 * tells that it was taken, and after a system call 1 in {@code fromhost} that it is answered. One
 * thread at a time, and one guest: the next one begins with a new one.
 */
final class Htif {

  private static final Logger LOG = LoggerFactory.getLogger(Htif.class);
  private static final int HIGHEST_STATUS = 255;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final HostSymbols symbols;
  private final GuestMemory memory;
  private final Console console;
  private final PowerDevice.Switch power;
  private final Optional<SignatureFile> signature;

  // A command in hand: what is left to print, and the block that its answer goes to.
  private boolean inHand;
  private ByteBuffer output = NOTHING;
  private OptionalLong block = OptionalLong.empty();
  private long answer;
  private volatile boolean over;

  /**
   * @param power the switch of this guest, also used when it may be there no more
   */
  Htif(
      HostSymbols symbols,
      GuestMemory memory,
      Console console,
      PowerDevice.Switch power,
      Optional<SignatureFile> signature) {
    this.symbols = symbols;
    this.memory = memory;
    this.console = console;
    this.power = power;
    this.signature = signature;
  }

  /** Whether the program has ended. */
  boolean over() {
    return over;
  }

  /** Makes the guest's memory as it was when nothing had been said. */
  void begin() {
    try {
      memory.setU64(symbols.tohost(), 0);
      if (symbols.fromhost().isPresent()) {
        memory.setU64(symbols.fromhost().getAsLong(), 0);
      }
    } catch (GuestMemoryException e) {
      LOG.debug("tohost is not there", e);
    }
  }

  /**
   * Looks whether there is something to do, and does some of it.
   *
   * @return whether there was
   */
  boolean poll() {
    try {
      return !over && (inHand || take()) && work();
    } catch (GuestMemoryException _) {
      drop(); // the memory has gone
      return false;
    }
  }

  private boolean take() throws GuestMemoryException {
    var command = new Command(memory.u64(symbols.tohost()));
    if (command.word() == 0) {
      return false;
    }
    // What the command refers to was written before it.
    VarHandle.acquireFence();
    inHand = true;
    switch (command.kind()) {
      case PRINT -> output = ByteBuffer.wrap(new byte[] {command.character()});
      case SYSTEM_CALL -> call(command.payload());
      case EXIT -> exit(command.status());
      case OTHER -> {}
    }
    return true;
  }

  private void call(long at) {
    block = OptionalLong.of(at);
    try {
      byte[] bytes = SystemCall.read(memory, at).output(memory);
      output = ByteBuffer.wrap(bytes);
      answer = bytes.length;
    } catch (SystemCall.Refused e) {
      answer = e.answer();
    } catch (GuestMemoryException _) {
      block = OptionalLong.empty(); // there is no place for an answer
    }
  }

  /** Prints what there is room for; after the last of it the guest is answered. */
  private boolean work() throws GuestMemoryException {
    int left = output.remaining();
    while (output.hasRemaining() && console.put(output.get(output.position()))) {
      output.get();
    }
    if (over || output.hasRemaining()) {
      return output.remaining() < left;
    }
    reply();
    drop();
    return true;
  }

  private void reply() throws GuestMemoryException {
    if (block.isPresent()) {
      try {
        memory.setU64(block.getAsLong(), answer);
      } catch (GuestMemoryException _) {
        LOG.debug("a system call's answer has no place");
      }
    }
    VarHandle.releaseFence();
    memory.setU64(symbols.tohost(), 0);
    if (block.isPresent() && symbols.fromhost().isPresent()) {
      memory.setU64(symbols.fromhost().getAsLong(), 1);
    }
  }

  /** The guest may go on until the signature is written, or be replaced by another one. */
  private void exit(long status) {
    over = true;
    signature.ifPresentOrElse(
        file -> file.write(memory, written -> end(status, written)), () -> end(status, true));
  }

  private void end(long status, boolean written) {
    if (status != 0) {
      LOG.warn("the guest's test {} failed", Long.toUnsignedString(status));
      power.fail(Long.compareUnsigned(status, HIGHEST_STATUS) < 0 ? (int) status : HIGHEST_STATUS);
    } else if (!written) {
      power.fail(1);
    } else {
      LOG.info("the guest's test passed");
      power.powerOff();
    }
  }

  private void drop() {
    inHand = false;
    output = NOTHING;
    block = OptionalLong.empty();
    answer = 0;
  }
}
