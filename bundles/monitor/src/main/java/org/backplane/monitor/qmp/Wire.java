package org.backplane.monitor.qmp;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.ErrorClass;
import org.backplane.json.JsonWriter;
import org.backplane.monitor.report.Members;
import org.backplane.monitor.report.Version;
import org.backplane.monitor.session.Event;

/**
 * Messages of the server, each a JSON text and a line end.
 *
 * @param pretty whether they are indented
 */
record Wire(boolean pretty) {

  private static final String LINE_END = "\r\n";

  String greeting(Version version) {
    var content =
        new Members()
            .with("version", Version.FORM.of(version))
            .with("capabilities", List.of(Negotiation.OUT_OF_BAND))
            .toMap();
    return text(Members.of("QMP", content));
  }

  String result(Object value, Optional<Object> id) {
    return text(new Members().with("return", value).with("id", id).toMap());
  }

  String error(ErrorClass errorClass, String description, Optional<Object> id) {
    var error =
        new Members().with("class", errorClass.wireName()).with("desc", description).toMap();
    return text(new Members().with("error", error).with("id", id).toMap());
  }

  String event(Event event) {
    Optional<Map<String, Object>> data = Optional.of(event.data()).filter(map -> !map.isEmpty());
    return text(
        new Members()
            .with("timestamp", timestamp(event.at()))
            .with("event", event.name())
            .with("data", data)
            .toMap());
  }

  private static Map<String, Object> timestamp(Instant at) {
    return new Members()
        .with("seconds", at.getEpochSecond())
        .with("microseconds", at.get(ChronoField.MICRO_OF_SECOND))
        .toMap();
  }

  private String text(Object message) {
    return (pretty ? JsonWriter.pretty(message) : JsonWriter.compact(message)) + LINE_END;
  }
}
