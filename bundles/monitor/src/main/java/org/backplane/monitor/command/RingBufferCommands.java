package org.backplane.monitor.command;

import static org.backplane.monitor.command.Argument.Kind.INTEGER;
import static org.backplane.monitor.command.Argument.Kind.TEXT;

import java.math.BigInteger;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.monitor.control.RingBuffers;

/** Commands that read and write ring buffers. */
public final class RingBufferCommands implements CommandGroup {

  private static final String WRITE = "ringbuf-write";
  private static final String READ = "ringbuf-read";
  private static final Argument DEVICE = Argument.required("device", TEXT, "the device's id");
  private static final Argument FORMAT =
      Argument.optional("format", TEXT, "utf8, which is the default, or base64");

  private final RingBuffers buffers;

  public RingBufferCommands(RingBuffers buffers) {
    this.buffers = buffers;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Command(
            Signature.of(
                WRITE,
                "writes to a ring buffer",
                DEVICE,
                Argument.required("data", TEXT, "what to write"),
                FORMAT),
            this::write),
        new Command(
            Signature.of(
                READ,
                "takes the oldest bytes out of a ring buffer",
                DEVICE,
                Argument.required("size", INTEGER, "most bytes to take"),
                FORMAT),
            this::read));
  }

  private Answer write(Arguments arguments) throws BackplaneException {
    DataFormat format = DataFormat.of(WRITE, arguments.findText("format"));
    buffers.write(arguments.text("device"), format.bytes(WRITE, arguments.text("data")));
    return Answer.done();
  }

  private Answer read(Arguments arguments) throws BackplaneException {
    DataFormat format = DataFormat.of(READ, arguments.findText("format"));
    Number size = arguments.number("size");
    long most = size instanceof BigInteger ? Long.MAX_VALUE : size.longValue();
    return Answer.of(format.text(buffers.read(arguments.text("device"), most)));
  }
}
