package org.backplane.trace;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * What outlives this bundle's code: a map that the framework itself offers as a service from the
 * first need to its end. Only objects of the JDK lie there, so that no class of a bundle is held.
 */
final class Shelf {

  private static final String MARK = "backplane.kept";
  private static final String OWNER = "org.backplane.trace";

  private static final String WISHES = "wishes";
  private static final String LOG = "log";
  private static final String FILE = "file";
  private static final String MAX_SIZE = "max-size";

  private final Map<String, Object> settings;
  private final Map<String, Object> factories;

  Shelf(Map<String, Object> settings, Map<String, Object> factories) {
    this.settings = settings;
    this.factories = factories;
  }

  /** The one of this framework. */
  static Shelf of(BundleContext context) {
    return new Shelf(kept(context, OWNER), kept(context, OWNER + ".flight"));
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // what lies there was put there below
  private static Map<String, Object> kept(BundleContext context, String owner) {
    try {
      Collection<ServiceReference<Map>> found =
          context.getServiceReferences(Map.class, "(" + MARK + "=" + owner + ")");
      if (!found.isEmpty()) {
        return context.getService(found.iterator().next());
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    var made = new ConcurrentHashMap<String, Object>();
    var marks = FrameworkUtil.asDictionary(Map.of(MARK, owner));
    context.getBundle(0).getBundleContext().registerService(Map.class, made, marks);
    return made;
  }

  /** Event types of the Flight Recorder. */
  Map<String, Object> factories() {
    return factories;
  }

  /** What is wanted of events. */
  List<String> wishes() {
    return settings.get(WISHES) instanceof List<?> texts
        ? texts.stream().map(String.class::cast).toList()
        : List.of();
  }

  void keepWishes(List<String> texts) {
    settings.put(WISHES, texts);
  }

  /** Whether events are told as text. */
  boolean log() {
    return !Boolean.FALSE.equals(settings.get(LOG));
  }

  void keepLog(boolean on) {
    settings.put(LOG, on);
  }

  /** Where the text goes; empty for standard error. */
  Optional<String> file() {
    return settings.get(FILE) instanceof String file ? Optional.of(file) : Optional.empty();
  }

  void keepFile(String file) {
    settings.put(FILE, file);
  }

  /** How many bytes of text there may be; empty for as many as usual. */
  Optional<Long> maxSize() {
    return settings.get(MAX_SIZE) instanceof Long bytes ? Optional.of(bytes) : Optional.empty();
  }

  void keepMaxSize(long bytes) {
    settings.put(MAX_SIZE, bytes);
  }
}
