package org.backplane.monitor.control;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.report.Chardevs;
import org.backplane.monitor.report.Wording;

/** Makes, replaces and deletes character devices, and reaches the live ones. */
public final class ChardevControl {

  private static final String TERMINAL = "pty:";

  private final ObjectRegistry registry;
  private final OptionParser parser;
  private final Objects objects;
  private final Chardevs chardevs;

  public ChardevControl(
      ObjectRegistry registry, OptionParser parser, Objects objects, Chardevs chardevs) {
    this.registry = registry;
    this.parser = parser;
    this.objects = objects;
    this.chardevs = chardevs;
  }

  /** {@code chardev 'c0'}, for messages. */
  public static String subject(String id) {
    return "chardev " + Wording.quoted(id);
  }

  /**
   * Makes a device; returns when it is live.
   *
   * @return the terminal to open, if the device is one
   */
  public Optional<String> add(String id, String type, Options options) throws BackplaneException {
    return add(new ObjectRequest(Container.CHARDEVS, type, id, options));
  }

  private Optional<String> add(ObjectRequest request) throws BackplaneException {
    registry.add(request);
    return chardevs
        .live(request.id())
        .map(Chardev::filename)
        .filter(filename -> filename.startsWith(TERMINAL))
        .map(filename -> filename.substring(TERMINAL.length()));
  }

  /**
   * Puts another device in a free one's place. Both cannot be there at once, as they may want the
   * same socket or file: the old one goes first, and is made once more when the new one fails. Its
   * peers and its content do not come back.
   *
   * @return as {@link #add}
   * @throws InUseException a front end uses the old one
   */
  public Optional<String> change(String id, String type, Options options)
      throws BackplaneException {
    ObjectStatus old = status(id);
    if (!old.holders().isEmpty()) {
      throw new InUseException(
          subject(id),
          "%s uses it and cannot change over".formatted(String.join(", ", old.holders())),
          "release it there first");
    }
    var next = new ObjectRequest(Container.CHARDEVS, type, id, options);
    check(next);
    ObjectRequest former = FormerChardev.again(old, typeOfLive(old));
    registry.remove(old.path());
    try {
      return add(next);
    } catch (BackplaneException e) {
      restore(former, e);
      throw e;
    }
  }

  /** What is wrong by itself must not cost the old device. */
  private void check(ObjectRequest next) throws InvalidRequestException {
    List<TypeDescription> types = chardevs.types();
    Optional<TypeDescription> type =
        types.stream().filter(t -> t.name().equals(next.type())).findFirst();
    if (type.isEmpty()) {
      throw new InvalidRequestException(
          subject(next.id()),
          "there is no type " + Wording.quoted(next.type()),
          Wording.advice(parser, next.type(), types.stream().map(TypeDescription::name).toList()));
    }
    parser.check(type.get(), next.subject(), next.options());
  }

  private static TypeDescription typeOfLive(ObjectStatus status) throws InvalidRequestException {
    if (status.phase() != Phase.REALIZED || status.type().isEmpty()) {
      throw new InvalidRequestException(
          status.subject(),
          "it is " + phase(status) + " and could not be made again",
          "delete it and make the other one");
    }
    return status.type().get();
  }

  private void restore(ObjectRequest former, BackplaneException reason) throws BackplaneException {
    boolean interrupted = Thread.interrupted(); // a caller that left must not cost the old device
    try {
      registry.add(former);
    } catch (BackplaneException e) {
      throw new InvalidRequestException(
          subject(former.id()),
          "neither the new device can be made (%s) nor the old one once more (%s)"
              .formatted(reason.getMessage(), e.getMessage()),
          "it is gone; make it with chardev-add");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Deletes a device that nobody uses. */
  public void remove(String id) throws BackplaneException {
    objects.delete(Container.CHARDEVS, id);
  }

  /** Sends a device's front end a break. */
  public void sendBreak(String id) throws BackplaneException {
    live(id).sendBreak();
  }

  /**
   * A live device, for the one call that is about to be made.
   *
   * @throws InvalidRequestException there is no device of that id
   * @throws NotActiveException its bundle is away
   */
  Chardev live(String id) throws InvalidRequestException, NotActiveException {
    ObjectStatus status = status(id);
    return chardevs
        .live(id)
        .orElseThrow(
            () ->
                new NotActiveException(
                    status.subject(),
                    "it is not live at the moment (%s)".formatted(phase(status)),
                    "try again when it is"));
  }

  private ObjectStatus status(String id) throws InvalidRequestException {
    return registry
        .find(new ObjectPath(Container.CHARDEVS, id))
        .orElseThrow(() -> objects.missing(Container.CHARDEVS, id));
  }

  private static String phase(ObjectStatus status) {
    return status.phase().name().toLowerCase(Locale.ROOT);
  }
}
