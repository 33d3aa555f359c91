package org.backplane.monitor.fake;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.backplane.json.JsonException;
import org.backplane.json.JsonInput;
import org.backplane.json.JsonReader;
import org.backplane.json.JsonTextReader;
import org.backplane.tck.qmp.WireSchema;
import org.jspecify.annotations.Nullable;

/** What a peer asked, so that each answer can be held against the schema. */
final class Conversation {

  private static final String ID = "id";
  private static final String RETURN = "return";

  private final JsonTextReader reader = new JsonTextReader();
  private final Map<Object, Deque<String>> byId = new HashMap<>();
  private final Deque<String> inOrder = new ArrayDeque<>();
  private @Nullable WireSchema schema;

  synchronized void check(WireSchema known) {
    schema = known;
  }

  synchronized void asked(byte[] bytes) {
    if (schema != null) {
      var data = ByteBuffer.wrap(bytes);
      for (var input = reader.read(data); input.isPresent(); input = reader.read(data)) {
        asked(input.get());
      }
    }
  }

  private void asked(JsonInput input) {
    if (input instanceof JsonInput.Value(Map<?, ?> request)) {
      Object command = Optional.<Object>ofNullable(request.get("execute")).orElse("");
      Object outOfBand = request.get("exec-oob");
      Object id = request.get(ID);
      Deque<String> asked =
          id == null ? inOrder : byId.computeIfAbsent(id, _ -> new ArrayDeque<>());
      asked.add(outOfBand == null ? command.toString() : outOfBand.toString());
    } else {
      inOrder.add("");
    }
  }

  /** Fails when a line is a message that the schema does not allow. */
  synchronized void came(String line) {
    WireSchema known = schema;
    if (known == null || !line.startsWith("{\"")) {
      return; // a person's, or the middle of an indented one
    }
    try {
      if (JsonReader.parse(line) instanceof Map<?, ?> message) {
        came(message, known);
      }
    } catch (JsonException _) {
      // The test that cut it knows why.
    }
  }

  private void came(Map<?, ?> message, WireSchema known) {
    if (message.get("event") instanceof String event) {
      known.checkEvent(event, Optional.<Object>ofNullable(message.get("data")).orElse(Map.of()));
    } else if (message.containsKey(RETURN) || message.containsKey("error")) {
      Object id = message.get(ID);
      Deque<String> asked = id == null ? inOrder : byId.getOrDefault(id, new ArrayDeque<>());
      String command = asked.poll();
      Object value = message.get(RETURN);
      if (command != null && value != null) {
        known.checkReturn(command, value);
      }
    }
  }
}
