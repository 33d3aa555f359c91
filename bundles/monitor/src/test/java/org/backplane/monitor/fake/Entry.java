package org.backplane.monitor.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/** A definition, its code if it has any, and who holds it. */
final class Entry {

  final Map<String, PropertyValue> figures = new ConcurrentHashMap<>();
  final List<FakeLease<?>> leases = new CopyOnWriteArrayList<>();
  volatile @Nullable BackendObject live;
  private volatile ObjectStatus given;

  Entry(ObjectStatus given) {
    this.given = given;
  }

  static Entry realized(ObjectPath path, TypeDescription type, PropertyValues values) {
    return new Entry(
        new ObjectStatus(
            path, type.name(), Optional.of(type), Phase.REALIZED, "", values, List.of()));
  }

  ObjectStatus status() {
    return with(given.properties());
  }

  void change(PropertyValues values) {
    given = with(values);
  }

  private ObjectStatus with(PropertyValues values) {
    return new ObjectStatus(
        given.path(),
        given.typeName(),
        given.type(),
        given.phase(),
        given.reason(),
        values,
        leases.stream().map(lease -> lease.terms().holder()).toList());
  }
}
