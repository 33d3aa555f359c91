package org.backplane.api.qtest;

import java.util.OptionalLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A machine whose harts execute nothing ({@code -machine accel=qtest}) and whose virtual time
 * stands still but for {@link #clock(long)}. Its devices are driven from here instead. Any thread;
 * calls are carried out one after the other. Registered as a service while there is such a machine.
 *
 * <p>Devices have threads of their own. What may have given them work returns when they are done
 * with it, timers that are due at once included, or after a fraction of a second; what a device
 * asks of a backend is not waited for.
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

  /** When the next timer is due, in nanoseconds of virtual time; empty when there is none. */
  OptionalLong nextDeadline();

  /**
   * Lets virtual time go on to a value, and timers fire on the way, in order and at their times;
   * returns when they have, and what they gave devices to do is done. Stops short when the machine
   * is paused, or the thread is interrupted.
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

  /** Which lines of a device are watched. */
  enum Side {
    /** What others drive. */
    INPUTS,
    /** What it drives itself. */
    OUTPUTS
  }

  /**
   * Drives an interrupt input of a device, as whatever stands at the other end of it does.
   *
   * @param path the device in the object tree, or the end of its path
   * @throws org.backplane.api.MissingReferenceException there is no such device
   * @throws org.backplane.api.InvalidRequestException it has no such input
   */
  void drive(String path, int line, boolean level) throws BackplaneException;

  /**
   * Watches interrupt lines of a device from now on; they go on leading where they lead.
   *
   * @param path the device in the object tree, or the end of its path: an interrupt controller or a
   *     hart
   * @throws org.backplane.api.MissingReferenceException there is no such device
   * @throws org.backplane.api.InvalidRequestException it has no lines on this side
   */
  Registration intercept(String path, Side side, LineListener listener) throws BackplaneException;
}
