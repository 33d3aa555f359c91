package org.backplane.vm.runtime.board;

import java.util.concurrent.locks.ReentrantLock;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.LevelOutput;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.serial.SerialInput;
import org.backplane.vm.runtime.serial.SerialOutput;
import org.backplane.vm.runtime.serial.SerialPort;
import org.backplane.vm.runtime.trace.BoardTrace;

/**
 * UART 16550A with byte registers, one address apart. It keeps no baud rate: a byte goes at once,
 * and the transmitter reads as busy only while the host side has no room.
 *
 * <pre>
 * 0  R RBR  W THR  (DLAB: DLL)     4  MCR
 * 1  IER           (DLAB: DLM)     5  LSR
 * 2  R IIR  W FCR                  6  MSR
 * 3  LCR                           7  SCR
 * </pre>
 */
public final class Uart16550 implements MmioDevice, Console {

  private static final String DEVICE = "serial0";

  private static final int IER_RECEIVE = 1;
  private static final int IER_TRANSMIT = 2;
  private static final int IER_LINE = 4;
  private static final int IER_MASK = 0xf;
  private static final int IIR_NONE = 1;
  private static final int IIR_TRANSMIT = 2;
  private static final int IIR_RECEIVE = 4;
  private static final int IIR_LINE = 6;
  private static final int IIR_TIMEOUT = 0xc;
  private static final int IIR_FIFOS = 0xc0;
  private static final int FCR_ENABLE = 1;
  private static final int FCR_CLEAR_RECEIVER = 2;
  private static final int LCR_DLAB = 0x80;
  private static final int MCR_MASK = 0x1f;
  private static final int MCR_LOOP = 0x10;
  private static final int LSR_DATA = 1;
  private static final int LSR_OVERRUN = 2;
  private static final int LSR_EMPTY = 0x60;
  // Clear to send, data set ready, carrier: the host is always there.
  private static final int MSR_IDLE = 0xb0;
  private static final int[] TRIGGERS = {1, 4, 8, 14};

  private final BoardTrace trace;
  private final ReentrantLock lock = new ReentrantLock();
  private final SerialInput input;
  private final SerialOutput output;
  private final LevelOutput interrupt;
  private final ReceiveFifo fifo = new ReceiveFifo();
  private int ier;
  private int lcr;
  private int mcr;
  private int scratch;
  private int divisor;
  private int trigger;
  private boolean fifosOn;
  private boolean overrun;
  private boolean transmitterEmptied;

  public Uart16550(SerialPort port, InterruptPin pin, BoardTrace trace) {
    this.trace = trace;
    this.input = port.input();
    this.output = port.output();
    this.interrupt = new LevelOutput(pin, this::interrupts);
    reset();
    input.onArrival(this::arrived);
    output.onRoom(this::drained);
  }

  /** Back to the power-on state; bytes that wait on the host side are kept. */
  public void reset() {
    lock.lock();
    try {
      ier = 0;
      lcr = 0;
      mcr = 0;
      scratch = 0;
      divisor = 0xc;
      trigger = TRIGGERS[0];
      fifosOn = false;
      overrun = false;
      transmitterEmptied = false;
      fifo.clear();
      refill();
    } finally {
      lock.unlock();
    }
    interrupt.changed();
  }

  @Override
  public long load(long offset, int widthBytes) {
    int register = (int) offset;
    int value;
    lock.lock();
    try {
      value = read(register, (lcr & LCR_DLAB) != 0);
    } finally {
      lock.unlock();
    }
    if (trace.serialRead.enabled()) {
      trace.serialRead.record(DEVICE, offset, value);
    }
    // LSR is polled for every byte, and only an overrun that it tells settles something.
    if (register == 0 || register == 2 || (value & LSR_OVERRUN) != 0) {
      interrupt.changed();
    }
    return value;
  }

  private int read(int register, boolean dlab) {
    return switch (register) {
      case 0 -> dlab ? divisor & 0xff : receive();
      case 1 -> dlab ? divisor >>> 8 : ier;
      case 2 -> identify();
      case 3 -> lcr;
      case 4 -> mcr;
      case 5 -> lineStatus();
      case 6 -> modemStatus();
      case 7 -> scratch;
      default -> 0;
    };
  }

  @Override
  public void store(long offset, int widthBytes, long value) {
    int octet = (int) value & 0xff;
    if (trace.serialWrite.enabled()) {
      trace.serialWrite.record(DEVICE, offset, octet);
    }
    lock.lock();
    try {
      boolean dlab = (lcr & LCR_DLAB) != 0;
      switch ((int) offset) {
        case 0 -> {
          if (dlab) {
            divisor = (divisor & 0xff00) | octet;
          } else {
            transmit((byte) octet);
          }
        }
        case 1 -> {
          if (dlab) {
            divisor = (divisor & 0xff) | (octet << 8);
          } else {
            enableInterrupts(octet & IER_MASK);
          }
        }
        case 2 -> controlFifos(octet);
        case 3 -> lcr = octet;
        case 4 -> mcr = octet & MCR_MASK;
        case 7 -> scratch = octet;
        default -> {}
      }
    } finally {
      lock.unlock();
    }
    interrupt.changed();
  }

  @Override
  public boolean put(byte octet) {
    return output.put(octet);
  }

  @Override
  public int take() {
    int octet;
    lock.lock();
    try {
      octet = fifo.count() > 0 ? receive() : -1;
    } finally {
      lock.unlock();
    }
    interrupt.changed();
    return octet;
  }

  private int receive() {
    int octet = fifo.take();
    refill();
    return octet;
  }

  private void transmit(byte octet) {
    if ((mcr & MCR_LOOP) != 0) {
      overrun |= !fifo.put(octet & 0xff, depth());
      transmitterEmptied = true;
      return;
    }
    output.put(octet);
    transmitterEmptied = output.hasRoom();
  }

  private void enableInterrupts(int bits) {
    if ((bits & ~ier & IER_TRANSMIT) != 0 && output.hasRoom()) {
      transmitterEmptied = true;
    }
    ier = bits;
  }

  private void controlFifos(int bits) {
    boolean on = (bits & FCR_ENABLE) != 0;
    if (on != fifosOn || (on && (bits & FCR_CLEAR_RECEIVER) != 0)) {
      fifo.clear();
    }
    fifosOn = on;
    trigger = on ? TRIGGERS[bits >>> 6] : TRIGGERS[0];
    refill();
  }

  /** Reading the identification settles a transmitter interrupt, when that is what it tells. */
  private int identify() {
    int identity = pendingInterrupt();
    if (identity == IIR_TRANSMIT) {
      transmitterEmptied = false;
    }
    return identity | (fifosOn ? IIR_FIFOS : 0);
  }

  private int lineStatus() {
    int status =
        (fifo.count() > 0 ? LSR_DATA : 0)
            | (overrun ? LSR_OVERRUN : 0)
            | (output.hasRoom() ? LSR_EMPTY : 0);
    overrun = false;
    return status;
  }

  private int modemStatus() {
    if ((mcr & MCR_LOOP) == 0) {
      return MSR_IDLE;
    }
    // DTR, RTS, OUT1, OUT2 come back as DSR, CTS, RI, DCD.
    return ((mcr & 1) << 5) | ((mcr & 2) << 3) | ((mcr & 0xc) << 4);
  }

  private int pendingInterrupt() {
    if ((ier & IER_LINE) != 0 && overrun) {
      return IIR_LINE;
    }
    if ((ier & IER_RECEIVE) != 0 && fifo.count() > 0) {
      return fifo.count() >= trigger ? IIR_RECEIVE : IIR_TIMEOUT;
    }
    if ((ier & IER_TRANSMIT) != 0 && transmitterEmptied) {
      return IIR_TRANSMIT;
    }
    return IIR_NONE;
  }

  private boolean interrupts() {
    lock.lock();
    try {
      return pendingInterrupt() != IIR_NONE;
    } finally {
      lock.unlock();
    }
  }

  private void arrived() {
    lock.lock();
    try {
      refill();
    } finally {
      lock.unlock();
    }
    interrupt.changed();
  }

  private void drained() {
    lock.lock();
    try {
      transmitterEmptied = true;
    } finally {
      lock.unlock();
    }
    interrupt.changed();
  }

  private int depth() {
    return fifosOn ? ReceiveFifo.DEPTH : 1;
  }

  private void refill() {
    while ((mcr & MCR_LOOP) == 0 && fifo.count() < depth()) {
      int octet = input.poll();
      if (octet < 0) {
        return;
      }
      fifo.put(octet, depth());
    }
  }
}
