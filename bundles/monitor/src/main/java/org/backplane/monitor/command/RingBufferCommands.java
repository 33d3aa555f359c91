package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.INTEGER;
import static org.backplane.monitor.schema.Builtin.TEXT;

import java.math.BigInteger;
import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.monitor.control.RingBuffers;
import org.backplane.monitor.schema.Form;

/** Commands that read and write ring buffers. */
public final class RingBufferCommands implements CommandGroup {

  private static final String WRITE = "ringbuf-write";
  private static final String READ = "ringbuf-read";
  private static final Argument DEVICE = Argument.required("device", TEXT, "the device's id");
  private static final Argument FORMAT =
      Argument.optional(
          "format", DataFormat.SHAPE, "how bytes stand in the text; utf8 if left out");

  private final RingBuffers buffers;

  public RingBufferCommands(RingBuffers buffers) {
    this.buffers = buffers;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.action(
            Signature.of(
                WRITE,
                "writes to a ring buffer",
                DEVICE,
                Argument.required("data", TEXT, "what to write"),
                FORMAT),
            this::write),
        Command.query(
            Signature.of(
                READ,
                "takes the oldest bytes out of a ring buffer",
                DEVICE,
                Argument.required("size", INTEGER, "most bytes to take"),
                FORMAT),
            Form.TEXT,
            this::read));
  }

  private void write(Arguments arguments) throws BackplaneException {
    DataFormat format = DataFormat.of(arguments.findText("format"));
    buffers.write(arguments.text("device"), format.bytes(WRITE, arguments.text("data")));
  }

  private String read(Arguments arguments) throws BackplaneException {
    DataFormat format = DataFormat.of(arguments.findText("format"));
    Number size = arguments.number("size");
    long most = size instanceof BigInteger ? Long.MAX_VALUE : size.longValue();
    return format.text(buffers.read(arguments.text("device"), most));
  }
}
