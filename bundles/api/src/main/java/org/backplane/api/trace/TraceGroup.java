package org.backplane.api.trace;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The trace points of a bundle. Register it as an OSGi service and operators can switch them; when
 * it goes, they are shut.
 */
@ConsumerType
public interface TraceGroup {

  /** All its points; the same ones each time. */
  List<TracePoint> points();
}
