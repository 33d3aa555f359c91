package org.backplane.json;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/** Turns the text of one message into JDK values, without recursion. */
final class ValueParser {
  private final JsonFactory factory;

  ValueParser(JsonLimits limits) {
    factory =
        JsonFactory.builder()
            .streamReadConstraints(constraints(limits))
            // Names come from anybody: nothing of them may stay behind in tables that live as long
            // as the process.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            // Lets \' through; the framing has refused every unknown escape before.
            .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();
  }

  private static StreamReadConstraints constraints(JsonLimits limits) {
    return StreamReadConstraints.builder()
        .maxNestingDepth(limits.maxNesting())
        .maxStringLength(limits.maxTokenTextBytes())
        .maxNameLength(limits.maxTokenTextBytes())
        .maxNumberLength(limits.maxTokenTextBytes())
        .build();
  }

  /** The one value of a text whose strings, brackets and limits are already checked. */
  Object parse(InputStream text) throws JsonException {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonException("more than one value");
      }
      return value;
    } catch (JacksonException e) {
      throw new JsonException("not a JSON text: " + e.getOriginalMessage());
    }
  }

  private static Object value(JsonParser parser) throws JsonException {
    Deque<Container> open = new ArrayDeque<>();
    while (true) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new JsonException("the text ends inside a value");
      }
      switch (token) {
        case START_OBJECT -> open.push(new Container.Members());
        case START_ARRAY -> open.push(new Container.Elements());
        case PROPERTY_NAME -> open.element().name(wellFormed(parser.currentName()));
        default -> {
          boolean closes = token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY;
          Object value = closes ? open.pop().value() : scalar(token, parser);
          if (open.isEmpty()) {
            return value;
          }
          open.element().add(value);
        }
      }
    }
  }

  private static Object scalar(JsonToken token, JsonParser parser) throws JsonException {
    return switch (token) {
      case VALUE_STRING -> wellFormed(parser.getString());
      case VALUE_NUMBER_INT -> Numbers.integer(parser.getString());
      case VALUE_NUMBER_FLOAT -> Numbers.real(parser.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> JsonNull.NULL;
      default -> throw new JsonException("unexpected " + token);
    };
  }

  /**
   * Half a surrogate pair is no character: it could neither be stored in a file name nor be echoed.
   */
  private static String wellFormed(String text) throws JsonException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isLowSurrogate(c)
          || ++i == text.length()
          || !Character.isLowSurrogate(text.charAt(i))) {
        throw new JsonException("half a surrogate pair in a string");
      }
    }
    return text;
  }
}
