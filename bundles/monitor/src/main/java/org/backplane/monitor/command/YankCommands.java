package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Yankable;
import org.backplane.monitor.control.Live;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.schema.Shape;
import org.backplane.monitor.schema.UnionForm;

/** Commands that cut connections whose other end hangs. They never wait, so they may overtake. */
public final class YankCommands implements CommandGroup {

  private static final String YANK = "yank";
  private static final String INSTANCES = "instances";
  private static final String TYPE = "type";
  private static final String ID = "id";
  private static final String CHARDEV = "chardev";

  private static final Form<String> INSTANCE =
      UnionForm.<String>by(TYPE, ObjectForm.empty())
          .when(CHARDEV, String.class, ObjectForm.<String>empty().text(ID, id -> id));

  /** One of those to be cut. */
  private static final Signature WANTED =
      Signature.of(
          YANK + " " + INSTANCES,
          "a connection",
          Argument.required(TYPE, new Shape.Words(List.of(CHARDEV)), "what has it"),
          Argument.required(ID, TEXT, "the device's id"));

  private final Live<Chardev> chardevs;

  public YankCommands(Live<Chardev> chardevs) {
    this.chardevs = chardevs;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("query-yank", "lists what yank can cut"),
                INSTANCE.list(),
                _ -> List.copyOf(chardevs.all(Yankable.class).keySet()))
            .outOfBand(),
        Command.action(
                Signature.of(
                    YANK,
                    "cuts connections, so that what waits for them goes on with an error",
                    Argument.required(
                        INSTANCES, new Shape.ListOf(INSTANCE.shape()), "which; all or none")),
                this::yank)
            .outOfBand());
  }

  private void yank(Arguments arguments) throws BackplaneException {
    Map<String, Yankable> known = chardevs.all(Yankable.class);
    var wanted = new ArrayList<Yankable>();
    for (Map<String, Object> instance : arguments.objects(INSTANCES)) {
      String id = WANTED.check(instance).text(ID);
      wanted.add(Optional.ofNullable(known.get(id)).orElseThrow(() -> missing(id)));
    }
    wanted.forEach(Yankable::yank);
  }

  private static MissingReferenceException missing(String id) {
    return new MissingReferenceException(
        YANK,
        "there is no character device " + Wording.quoted(id) + " whose connection can be cut",
        "query-yank lists those");
  }
}
