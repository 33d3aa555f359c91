package org.backplane.metrics.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.backplane.api.http.Page;
import org.backplane.api.metric.Measured;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.Container;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** {@code /metrics}: everything that is measured at the moment. */
@Component
public final class MetricsPage implements Page {

  private static final int OK = 200;

  private final ObjectRegistry registry;
  private final String version;
  private final Clashes clashes = new Clashes();
  private final Set<Measured> measured = ConcurrentHashMap.newKeySet();

  @Activate
  public MetricsPage(@Reference ObjectRegistry registry, BundleContext context) {
    this(registry, context.getBundle().getVersion().toString());
  }

  MetricsPage(ObjectRegistry registry, String version) {
    this.registry = registry;
    this.version = version;
  }

  @Override
  public List<String> paths() {
    return List.of("/metrics");
  }

  @Override
  public Answer answer(String path, String accept) {
    TextFormat format = TextFormat.wantedBy(accept);
    return new Answer(OK, format.contentType(), format.write(families()));
  }

  private List<Family> families() {
    var families = new ArrayList<Family>();
    families.add(build());
    families.add(PhaseFamily.of(objects()));
    families.addAll(ProcessFamilies.now());
    families.addAll(MeasuredFamilies.of(measured, families, clashes));
    return families;
  }

  private Family build() {
    Labels labels = Labels.NONE.and("version", version).and("java", Runtime.version().toString());
    return Family.of(
        "backplane_build", Family.Kind.INFO, "what runs here", new Sample("_info", labels, 1));
  }

  private Collection<ObjectStatus> objects() {
    return Stream.of(Container.OBJECTS, Container.CHARDEVS)
        .flatMap(all -> registry.list(all).stream())
        .toList();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindMeasured(Measured came) {
    measured.add(came);
  }

  void unbindMeasured(Measured gone) {
    measured.remove(gone);
  }
}
