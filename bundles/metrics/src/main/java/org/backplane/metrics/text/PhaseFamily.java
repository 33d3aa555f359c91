package org.backplane.metrics.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;

/** Where each object is in its life: for every phase that can be seen, 1 if it is there, else 0. */
final class PhaseFamily {

  private static final List<Phase> VISIBLE =
      List.of(Phase.WAITING, Phase.REALIZED, Phase.DETACHED, Phase.FAILED);

  private PhaseFamily() {}

  static Family of(Collection<ObjectStatus> objects) {
    var samples = new ArrayList<Sample>();
    for (ObjectStatus object : objects) {
      Labels labels =
          Labels.NONE.and("path", object.path().toString()).and("type", object.typeName());
      for (Phase phase : VISIBLE) {
        samples.add(
            Sample.of(
                labels.and("phase", phase.name().toLowerCase(Locale.ROOT)),
                object.phase() == phase ? 1 : 0));
      }
    }
    return new Family(
        "backplane_object_phase", Family.Kind.GAUGE, "", "where an object is in its life", samples);
  }
}
