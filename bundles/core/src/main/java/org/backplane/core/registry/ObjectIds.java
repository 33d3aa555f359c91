package org.backplane.core.registry;

import java.util.regex.Pattern;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectRequest;

/** Which ids are well formed. */
final class ObjectIds {

  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");

  /** The container has a property of this name. */
  private static final String TAKEN = "type";

  /** Far beyond any name; longer texts are not even quoted. */
  private static final int LONGEST = 4096;

  private ObjectIds() {}

  static void checkLengths(ObjectRequest request) throws InvalidRequestException {
    if (request.id().length() > LONGEST || request.type().length() > LONGEST) {
      throw new InvalidRequestException(
          "", "an id or type of more than %d characters".formatted(LONGEST), "");
    }
  }

  static void check(ObjectRequest request) throws InvalidRequestException {
    if (request.id().isEmpty()) {
      throw new InvalidRequestException(request.type(), "it has no id", "give id=…");
    }
    if (!WELL_FORMED.matcher(request.id()).matches()) {
      throw new InvalidRequestException(
          request.subject(),
          "the id is not well formed",
          "start with a letter, go on with letters, digits, '-', '.' and '_'");
    }
    if (request.id().equals(TAKEN)) {
      throw duplicate(request);
    }
  }

  static InvalidRequestException duplicate(ObjectRequest request) {
    return new InvalidRequestException(
        request.subject(),
        "the id is taken already in /" + request.container().folder(),
        "choose another id");
  }
}
