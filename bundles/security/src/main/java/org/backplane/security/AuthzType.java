package org.backplane.security;

import java.util.List;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** The descriptions of the types {@code authz-*}. */
final class AuthzType {

  static final String IDENTITY = "identity";
  static final String FILENAME = "filename";
  static final String REFRESH = "refresh";

  static final TypeDescription SIMPLE =
      of(
          "authz-simple",
          "lets one identity in",
          Property.required(
              IDENTITY, new PropertyKind.Text(), "who may come in, such as C=GB,O=Example,CN=me"));

  static final TypeDescription LIST_FILE =
      of(
          "authz-list-file",
          "lets in whom the rules of a file let in",
          Property.required(FILENAME, new PropertyKind.Text(), "a JSON file with policy and rules"),
          Property.fixed(
              REFRESH,
              new PropertyKind.Bool(),
              new PropertyValue.Bool(true),
              "read the file anew when it has changed"));

  private AuthzType() {}

  static TypeDescription of(String name, String summary, Property... properties) {
    return new TypeDescription(name, "authz", Container.OBJECTS, summary, List.of(properties));
  }
}
