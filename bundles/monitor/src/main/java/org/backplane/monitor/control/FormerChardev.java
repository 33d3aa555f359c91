package org.backplane.monitor.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.report.JsonValues;

/** Asks once more for a character device that had to make room for another. */
final class FormerChardev {

  private static final String SERVER = "server";
  private static final String WAIT = "wait";
  private static final String APPEND = "append";
  private static final String LOG_APPEND = "logappend";

  private FormerChardev() {}

  /** The request that makes a device like this one. */
  static ObjectRequest again(ObjectStatus status, TypeDescription type) {
    var members = new LinkedHashMap<String, RawValue>();
    for (Property property : type.properties()) {
      if (property.writable()) {
        status
            .properties()
            .find(property.name())
            .ifPresent(v -> members.put(property.name(), new RawValue.Json(JsonValues.of(v))));
      }
    }
    if (isOn(status, SERVER)) {
      set(type, WAIT, false, members); // its first client has been there
    }
    set(type, APPEND, true, members); // what it has written stays
    set(type, LOG_APPEND, true, members);
    return new ObjectRequest(
        status.path().container(),
        type.name(),
        status.path().id(),
        new Options(Dialect.JSON, members));
  }

  private static void set(
      TypeDescription type, String property, boolean value, Map<String, RawValue> members) {
    if (type.property(property).isPresent()) {
      members.put(property, new RawValue.Json(value));
    }
  }

  private static boolean isOn(ObjectStatus status, String property) {
    return status
        .properties()
        .find(property)
        .filter(new PropertyValue.Bool(true)::equals)
        .isPresent();
  }
}
