package org.backplane.vm.runtime.serial;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host side of a serial line: the front end of a character device that it leases for itself.
 * Without one, output is dropped and no input comes.
 */
public final class SerialPort implements FrontEnd, LeaseListener<Chardev>, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SerialPort.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  // A device opens the connections it has soon after it was attached; until then bytes are kept.
  private static final Duration ARRIVAL = Duration.ofSeconds(1);

  /** What becomes of bytes that the guest had not taken when their peer went. */
  public enum Leftovers {
    /** They stay for the guest: the line is what counts, not who is at its other end. */
    KEPT,
    /** The next peer does not begin behind them. */
    DROPPED
  }

  private final Leftovers leftovers;
  private final SerialInput input;
  private final SerialOutput output;
  private volatile @Nullable Lease<Chardev> lease;

  /** A port that nothing is connected to, and that keeps leftovers. */
  public SerialPort(SerialMeter meter) {
    this(Leftovers.KEPT, meter);
  }

  /** A port that nothing is connected to. */
  public SerialPort(Leftovers leftovers, SerialMeter meter) {
    this.leftovers = leftovers;
    this.input = new SerialInput(meter);
    this.output = new SerialOutput(meter, ARRIVAL);
  }

  /**
   * Connects the port.
   *
   * @param holder the port's name in messages, such as {@code serial0}
   * @throws BackplaneException there is no such character device, or somebody else has it
   */
  public void connect(ObjectRegistry registry, String chardevId, String holder)
      throws BackplaneException {
    output.away();
    lease =
        registry.lease(
            ObjectPath.chardev(chardevId), Chardev.class, LeaseTerms.exclusive(holder), this);
  }

  /** Where the character device stands; empty without one. */
  public Optional<ObjectPath> chardev() {
    Lease<Chardev> held = lease;
    return held == null ? Optional.empty() : Optional.of(held.path());
  }

  /** One line on how it is. */
  public String state() {
    return lease == null ? "not connected, output is dropped" : output.state();
  }

  /** Bytes for the guest. */
  public SerialInput input() {
    return input;
  }

  /** Bytes of the guest. */
  public SerialOutput output() {
    return output;
  }

  /** Waits up to a second until the peer has been given the guest's last words. */
  public void flush() {
    flush(LAST_WORDS);
  }

  /** Waits that long at most until the peer has been given the guest's last words. */
  public void flush(Duration patience) {
    output.flush(patience);
  }

  @Override
  public void attached(Chardev target) {
    try {
      target.attach(this);
    } catch (IllegalStateException e) {
      LOG.error("serial line: its character device serves somebody else", e);
    }
    output.arrived();
  }

  @Override
  public void detached() {
    output.away();
    input.release();
  }

  @Override
  public void opened(Connection connection) {
    var id = OptionalLong.of(connection.id());
    if (leftovers == Leftovers.DROPPED && !id.equals(output.peer())) {
      input.clear();
    }
    output.connected(connection);
  }

  @Override
  public void received(Connection connection, ByteBuffer data) {
    input.accept(data);
  }

  @Override
  public void closed(Connection connection) {
    output.disconnected();
  }

  @Override
  public void close() {
    close(LAST_WORDS);
  }

  /**
   * Ends the port for good.
   *
   * @param patience how long to wait for a peer that still has to read
   */
  public void close(Duration patience) {
    flush(patience);
    output.close();
    input.close();
    Lease<Chardev> held = lease;
    if (held != null) {
      held.target().ifPresent(target -> target.detach(this));
      held.close();
    }
  }
}
