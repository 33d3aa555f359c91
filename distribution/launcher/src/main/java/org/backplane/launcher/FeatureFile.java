package org.backplane.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.backplane.launcher.Feature.Coordinates;
import org.backplane.launcher.Feature.Stage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads feature files as OSGi Feature Service 1.0 (compendium chapter 159) defines them: {@code
 * id}, {@code categories} and {@code bundles} count here, other members are passed over.
 */
final class FeatureFile {

  private static final JsonFactory JSON = new JsonFactory();

  private final List<Coordinates> bundles = new ArrayList<>();
  private final List<String> categories = new ArrayList<>();
  private String id = "";

  private FeatureFile() {}

  /** All feature files of a folder, in the order of their names. */
  static List<Feature> readAll(Path folder) throws StartException {
    var features = new ArrayList<Feature>();
    for (Path file : Distribution.list(folder, ".json")) {
      features.add(read(file));
    }
    if (features.isEmpty()) {
      throw new StartException("no feature file in " + folder);
    }
    return features;
  }

  /** One file. */
  static Feature read(Path file) throws StartException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), file)) {
      return new FeatureFile().read(json);
    } catch (JacksonException | StartException e) {
      throw new StartException("feature file " + file + ": " + e.getMessage(), e);
    }
  }

  private Feature read(JsonParser json) throws StartException {
    expect(json.nextToken() == JsonToken.START_OBJECT, "is not a JSON object");
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      readMember(json, json.currentName());
    }
    expect(!id.isEmpty(), "has no 'id'");
    expect(!bundles.isEmpty(), "names no bundles");
    return new Feature(
        Coordinates.parse(id).artifact(), stage(), categories.contains(Feature.BOARD), bundles);
  }

  private void readMember(JsonParser json, String name) throws StartException {
    JsonToken value = json.nextToken();
    switch (name) {
      case "id" -> id = text(json);
      case "categories" -> {
        expect(value == JsonToken.START_ARRAY, "'categories' is not an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
          categories.add(text(json));
        }
      }
      case "bundles" -> {
        expect(value == JsonToken.START_ARRAY, "'bundles' is not an array");
        while (json.nextToken() != JsonToken.END_ARRAY) {
          bundles.add(readBundle(json));
        }
      }
      default -> json.skipChildren();
    }
  }

  /** A bundle stands as an object with an id and metadata, or as the id alone. */
  private static Coordinates readBundle(JsonParser json) throws StartException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return Coordinates.parse(json.getString());
    }
    expect(json.currentToken() == JsonToken.START_OBJECT, "a bundle is not an object");
    String bundle = "";
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("id")) {
        bundle = text(json);
      } else {
        json.skipChildren();
      }
    }
    return Coordinates.parse(bundle);
  }

  private Stage stage() {
    for (Stage stage : Stage.values()) {
      if (categories.contains(stage.category())) {
        return stage;
      }
    }
    return Stage.BEHIND;
  }

  private static String text(JsonParser json) throws StartException {
    expect(json.currentToken() == JsonToken.VALUE_STRING, "has a value that is not a string");
    return json.getString();
  }

  private static void expect(boolean condition, String problem) throws StartException {
    if (!condition) {
      throw new StartException(problem);
    }
  }
}
