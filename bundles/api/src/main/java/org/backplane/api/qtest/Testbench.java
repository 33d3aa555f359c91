package org.backplane.api.qtest;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A machine whose harts execute nothing ({@code -machine accel=qtest}) and whose virtual time
 * stands still but for {@link #clock(long)}. Its devices are driven from here instead. Any thread;
 * calls are carried out one after the other. Registered as a service while there is such a machine.
 */
@ProviderType
public interface Testbench {

  /**
   * Reads a device register or RAM, zero-extended; 0 where nothing answers, as a bus does.
   *
   * @param widthBytes 1, 2, 4 or 8
   */
  long load(long address, int widthBytes);

  /** Writes a device register or RAM; nothing happens where nothing answers. */
  void store(long address, int widthBytes, long value);

  /** Reads bytes, device registers included; zeros where nothing answers. */
  void load(long address, byte[] into);

  /** Writes bytes, device registers included; those where nothing answers are dropped. */
  void store(long address, byte[] from);

  /** The virtual time in nanoseconds. */
  long clock();

  /**
   * When the next timer is due, in nanoseconds of virtual time; {@link #clock} if there is none.
   */
  long nextDeadline();

  /**
   * Lets virtual time go on to a value, and timers fire on the way; returns when they have.
   *
   * @param nanos not before {@link #clock}, or nothing happens
   * @return the virtual time then
   */
  long clock(long nanos);

  /** Hears of interrupt lines. */
  @FunctionalInterface
  interface LineListener {
    /** A line has changed; on whatever thread it did, which must not be held up. */
    void changed(int line, boolean level);
  }

  /** Which side of an interrupt controller is watched. */
  enum Side {
    /** What devices drive. */
    INPUTS,
    /** What it drives itself; those lines do not reach the harts while they are watched. */
    OUTPUTS
  }

  /**
   * Watches an interrupt controller's lines from now on.
   *
   * @param path the controller in the object tree
   * @throws BackplaneException there is no interrupt controller
   */
  Registration intercept(String path, Side side, LineListener listener) throws BackplaneException;
}
