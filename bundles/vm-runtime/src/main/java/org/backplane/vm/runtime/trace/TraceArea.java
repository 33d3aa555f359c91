package org.backplane.vm.runtime.trace;

import java.util.ArrayList;
import java.util.List;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;

/** The trace points of an area, as its fields make them. */
abstract class TraceArea implements TraceGroup {

  private final List<TracePoint> points = new ArrayList<>();

  /** Makes one; for field initializers alone. */
  final TracePoint point(String name, TraceField... fields) {
    var made = new TracePoint(name, fields);
    points.add(made);
    return made;
  }

  @Override
  public List<TracePoint> points() {
    return List.copyOf(points);
  }
}
