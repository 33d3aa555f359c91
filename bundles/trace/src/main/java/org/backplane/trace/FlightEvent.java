package org.backplane.trace;

import jdk.jfr.Event;
import jdk.jfr.EventFactory;
import jdk.jfr.EventType;

/** An event type of the Flight Recorder. */
final class FlightEvent {

  private final EventFactory factory;
  private final EventType type;

  FlightEvent(EventFactory factory) {
    this.factory = factory;
    this.type = factory.getEventType();
  }

  /** Records one, if there is a recording that wants it; a field's read otherwise. */
  void record(Told told) {
    if (!type.isEnabled()) {
      return;
    }
    Event event = factory.newEvent();
    for (int i = 0; i < told.fields(); i++) {
      Object value = told.value(i);
      if (value != null) {
        event.set(i, value);
      }
    }
    event.commit();
  }
}
