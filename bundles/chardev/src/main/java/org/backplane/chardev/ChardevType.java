package org.backplane.chardev;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** What the types of this family have in common. */
final class ChardevType {

  static final String LOGFILE = "logfile";
  static final String LOGAPPEND = "logappend";

  private static final List<Property> COMMON =
      List.of(
          Property.optional(
              LOGFILE, new PropertyKind.Text(), "a file that gets a copy of all that is written"),
          Property.fixed(
              LOGAPPEND,
              new PropertyKind.Bool(),
              new PropertyValue.Bool(false),
              "keep what the log file has and write behind it"));

  private ChardevType() {}

  static TypeDescription of(String name, String summary, Property... properties) {
    List<Property> all = Stream.concat(Stream.of(properties), COMMON.stream()).toList();
    return new TypeDescription(name, "chardev", Container.CHARDEVS, summary, all)
        .measuring(Traffic.descriptions());
  }
}
