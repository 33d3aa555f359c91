package org.backplane.trace;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.OptionParser;
import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.backplane.api.trace.Tracing;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches the points of whatever bundles there are. It is there without being asked for: after an
 * update of this bundle, what was on before goes on.
 */
@Component(immediate = true)
public final class TraceService implements Tracing {

  private static final Logger LOG = LoggerFactory.getLogger(TraceService.class);
  private static final String OURS = "org.backplane.";

  private final BundleContext context;
  private final OptionParser parser;
  private final Outputs outputs;
  private final Switchboard switchboard;
  private final IdentityHashMap<TraceGroup, List<TracePoint>> groups = new IdentityHashMap<>();

  @Activate
  public TraceService(BundleContext context, @Reference OptionParser parser) {
    this.context = context;
    this.parser = parser;
    Shelf shelf = Shelf.of(context);
    outputs = new Outputs(shelf, new StandardError());
    switchboard =
        new Switchboard(
            KnownEvents.names(), Wishes.of(shelf.wishes()), outputs::open, shelf::keepWishes);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindGroup(TraceGroup group, Map<String, Object> properties) {
    try {
      List<TracePoint> points = List.copyOf(group.points());
      synchronized (groups) {
        groups.put(group, points);
      }
      switchboard.add(name(properties), points);
    } catch (RuntimeException e) {
      LOG.warn("a bundle does not tell its trace points", e);
    }
  }

  void unbindGroup(TraceGroup group) {
    List<TracePoint> points;
    synchronized (groups) {
      points = groups.remove(group);
    }
    if (points != null) {
      switchboard.remove(points);
    }
  }

  /** The bundle that offers it, as recordings sort their events. */
  private String name(Map<String, Object> properties) {
    Bundle bundle =
        properties.get(Constants.SERVICE_BUNDLEID) instanceof Long id
            ? context.getBundle(id)
            : null;
    String name = bundle == null ? "other" : bundle.getSymbolicName();
    return name.startsWith(OURS) ? name.substring(OURS.length()) : name;
  }

  @Override
  public List<Event> events(String pattern) throws BackplaneException {
    return switchboard.events(new NamePattern(pattern));
  }

  @Override
  public void enable(String pattern, boolean enabled, boolean ignoreUnavailable)
      throws BackplaneException {
    switchboard.set(new NamePattern(pattern), enabled, ignoreUnavailable);
  }

  @Override
  public void configure(String options) throws BackplaneException {
    var request = TraceRequest.read(options, parser);
    List<Wish> wishes = WishReader.read(request.sources());
    switchboard.check(wishes);
    outputs.configure(request);
    for (Wish wish : wishes) {
      if (!switchboard.knows(wish.pattern())) {
        LOG.warn(
            "no known trace event fits {}; it counts for those that come later",
            TextValue.quoted(wish.pattern().text()));
      }
      switchboard.wish(wish);
    }
  }

  @Deactivate
  void close() {
    switchboard.close();
    outputs.close();
  }
}
