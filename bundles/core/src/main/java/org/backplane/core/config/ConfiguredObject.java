package org.backplane.core.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.object.ObjectRequest.UnknownType;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object defined by a configuration of the factory PID {@code org.backplane.object}, such as the
 * file {@code org.backplane.object-rng0.cfg} with the lines {@code type=rng-builtin} and {@code
 * id=rng0}. It waits for the command line's defaults, and for its type when no bundle offers it,
 * and goes with its configuration.
 */
@Component(
    service = ConfiguredObject.class,
    configurationPid = ConfiguredObject.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    immediate = true)
public final class ConfiguredObject {

  /** The factory PID. */
  public static final String PID = "org.backplane.object";

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredObject.class);

  /** Keys that containers and installers add to a configuration. */
  private static final List<String> FOREIGN_PREFIXES =
      List.of("service.", "component.", "osgi.", "felix.fileinstall.", ".");

  /** How long a configuration that goes waits for the object that it is just making. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final CompletableFuture<Boolean> defined = new CompletableFuture<>();
  private final ConfigurationGate.Passage passage;
  private final ObjectRegistry registry;
  private final ObjectRequest request;

  @Activate
  public ConfiguredObject(
      @Reference ObjectRegistry registry,
      @Reference ConfigurationGate gate,
      Map<String, Object> configuration) {
    this.registry = registry;
    this.request = request(configuration);
    // A backend may take its time; the configuration's thread serves others.
    this.passage = gate.pass("configured-" + request.id(), this::define);
  }

  private static ObjectRequest request(Map<String, Object> configuration) {
    SequencedMap<String, RawValue> members = new LinkedHashMap<>();
    configuration.forEach(
        (key, value) -> {
          if (FOREIGN_PREFIXES.stream().noneMatch(key::startsWith)) {
            members.put(key, new RawValue.Words(words(value)));
          }
        });
    var options = new Options(Dialect.CONFIGURATION, members);
    return new ObjectRequest(
        Container.OBJECTS,
        options.text("type").orElse(""),
        options.text("id").orElse(""),
        options.without("type", "id"),
        UnknownType.WAIT);
  }

  private static List<String> words(Object value) {
    return value instanceof Object[] array
        ? Stream.of(array).map(String::valueOf).toList()
        : List.of(String.valueOf(value));
  }

  private void define() {
    boolean made = false;
    try {
      if (request.type().isEmpty()) {
        throw new InvalidRequestException(request.subject(), "it has no type", "write type=…");
      }
      ObjectStatus status = registry.add(request);
      made = true;
      LOG.info("{} is configured: {} {}", request.subject(), status.phase(), status.reason());
    } catch (BackplaneException e) {
      LOG.error("configuration refused: {}", e.getMessage());
    } finally {
      defined.complete(made);
    }
  }

  /** Removes what this configuration made, and nothing that somebody else made under its id. */
  @Deactivate
  void close() {
    if (passage.turnBack()) { // else its creation, if it is still under way, is called off
      return;
    }
    try {
      if (defined.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        remove();
      }
    } catch (TimeoutException _) {
      CompletableFuture<Void> _ = defined.thenAccept(made -> removeIf(made));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is only ever completed with a value
    }
  }

  private void removeIf(boolean made) {
    if (made) {
      remove();
    }
  }

  private void remove() {
    try {
      registry.remove(ObjectPath.object(request.id()));
    } catch (BackplaneException e) {
      LOG.warn(
          "{} stays although its configuration is gone: {}", request.subject(), e.getMessage());
    }
  }
}
