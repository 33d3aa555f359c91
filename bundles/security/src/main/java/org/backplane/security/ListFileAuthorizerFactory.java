package org.backplane.security;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code authz-list-file}. */
@Component
public final class ListFileAuthorizerFactory implements BackendFactory {

  private final FileReading reading = new FileReading();

  @Override
  public TypeDescription description() {
    return AuthzType.LIST_FILE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    var file = new RuleFile(path(creation), reading);
    Made made = Made.of(creation);
    var authorizer =
        new ListFileAuthorizer(
            creation.subject(), file, creation.properties().bool(AuthzType.REFRESH));
    try {
      var _ = authorizer.load();
      made.now();
    } catch (IOException e) {
      if (made.before()) {
        authorizer.complain(e);
        return authorizer;
      }
      throw new HostException(
          creation.subject(),
          "'%s' cannot be used: %s".formatted(file.path(), FileReading.reason(e)),
          "give a file such as {\"policy\": \"deny\", \"rules\": [{\"match\": \"CN=me\","
              + " \"policy\": \"allow\"}]}",
          e);
    }
    return authorizer;
  }

  private static Path path(Creation creation) throws InvalidRequestException {
    try {
      return Path.of(creation.properties().text(AuthzType.FILENAME));
    } catch (InvalidPathException e) {
      throw new InvalidRequestException(
          creation.subject(), "filename is no file name: " + e.getReason(), "give another");
    }
  }
}
