package org.backplane.core.registry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/**
 * What an operator asked for and changed since, as values for whatever code comes. Values are asked
 * for and changed in the object's mailbox; links may be looked at by any thread.
 */
final class Definition {

  private static final PropertyValue.Text UNSET = new PropertyValue.Text("");

  /**
   * A checked value.
   *
   * @param value what the backend gets; of a link the canonical path
   * @param target the object that a link names
   */
  record Checked(PropertyValue value, Optional<Entry> target) {}

  private final ObjectRequest request;
  private final OptionParser parser;
  private final Presets.InForce presets;
  private final Links links;
  private final Map<String, PropertyValue> changes = new LinkedHashMap<>();
  private final Map<String, Entry> targets = new ConcurrentHashMap<>();
  private volatile Optional<ObjectPath> awaited = Optional.empty();
  private boolean settled;

  Definition(ObjectRequest request, OptionParser parser, Presets.InForce presets, Links links) {
    this.request = request;
    this.parser = parser;
    this.presets = presets;
    this.links = links;
  }

  ObjectRequest request() {
    return request;
  }

  /** Whether what it needs may come later. */
  boolean waits() {
    return request.whenTypeIsUnknown() == UnknownType.WAIT;
  }

  /** The object without which the latest {@link #valuesFor} failed. */
  Optional<ObjectPath> awaited() {
    return awaited;
  }

  /** All values but links, which are as written. */
  PropertyValues check(TypeDescription type) throws BackplaneException {
    return parser.check(
        presets.over(type, request.subject(), parser), request.subject(), request.options());
  }

  /**
   * What was asked for and changed since, by the description of the code that comes.
   *
   * @throws MissingReferenceException a link names no object, and never did
   */
  PropertyValues valuesFor(TypeDescription type) throws BackplaneException {
    PropertyValues values = check(type);
    for (Map.Entry<String, PropertyValue> change : changes.entrySet()) {
      if (type.property(change.getKey()).isPresent()) {
        values = values.with(change.getKey(), change.getValue());
      }
    }
    return withLinks(type, values);
  }

  /** The values with every link resolved. */
  PropertyValues withLinks(TypeDescription type, PropertyValues written) throws BackplaneException {
    PropertyValues values = written;
    for (Property property : type.properties()) {
      if (property.kind() instanceof PropertyKind.Link kind) {
        String text = written.findText(property.name()).orElse("");
        if (!text.isEmpty()) {
          values = values.with(property.name(), linkFor(property.name(), kind, text));
        }
      }
    }
    return values;
  }

  /** A link that worked once and lost its target since must not end the object that has it. */
  private PropertyValue linkFor(String property, PropertyKind.Link kind, String text)
      throws BackplaneException {
    Entry known = targets.get(property);
    if (settled && known != null) {
      return links.stillThere(known) ? pathOf(known) : UNSET;
    }
    awaited = Links.path(text); // before looking, so that its coming is not missed
    Entry target = links.resolve(request.subject(), property, kind, text, waits());
    awaited = Optional.empty();
    targets.put(property, target);
    return pathOf(target);
  }

  /** Code made from the values works. */
  void settle() {
    settled = true;
  }

  /** Checks a value that somebody wants to set; any thread. */
  Checked check(Property property, PropertyValue value) throws BackplaneException {
    if (property.kind() instanceof PropertyKind.Link kind
        && value instanceof PropertyValue.Text(String text)
        && !text.isEmpty()) {
      Entry target = links.resolve(request.subject(), property.name(), kind, text, false);
      return new Checked(pathOf(target), Optional.of(target));
    }
    return new Checked(value, Optional.empty());
  }

  /** Takes a value over that the live object took. */
  void change(String property, PropertyValue value, Optional<Entry> target) {
    changes.put(property, value);
    target.ifPresentOrElse(entry -> targets.put(property, entry), () -> targets.remove(property));
  }

  /** What a link reads as: empty if it is unset or its target has gone. */
  Optional<PropertyValue> link(String property) {
    return Optional.ofNullable(targets.get(property))
        .filter(links::stillThere)
        .map(Definition::pathOf);
  }

  private static PropertyValue pathOf(Entry target) {
    return new PropertyValue.Text(target.path().toString());
  }
}
