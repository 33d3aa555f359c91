package org.backplane.threadcontext;

import java.util.List;
import java.util.Optional;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.type.Change;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;

/** The one description of {@code thread-context}. */
final class ThreadContextType {

  static final String CPU_AFFINITY = "cpu-affinity";
  static final String NODE_AFFINITY = "node-affinity";
  static final String THREAD_ID = "thread-id";
  static final String THREADS_STARTED = "threads-started";

  private static final PropertyKind NUMBERS = new PropertyKind.UnsignedSet(0xffff);

  static final TypeDescription TYPE =
      new TypeDescription(
              "thread-context",
              "object",
              Container.OBJECTS,
              "starts threads that run on chosen processors only",
              List.of(
                  affinity(CPU_AFFINITY, "the host's processors that the threads may run on"),
                  affinity(NODE_AFFINITY, "the same as NUMA nodes, with all their processors")
                      .writeOnly(),
                  Property.readOnly(
                      THREAD_ID,
                      new PropertyKind.Unsigned(0, Integer.MAX_VALUE),
                      "the host's number of the thread that starts the others")))
          .measuring(MetricDescription.counter(THREADS_STARTED, "threads started for others"));

  private ThreadContextType() {}

  private static Property affinity(String name, String summary) {
    return new Property(name, NUMBERS, Optional.empty(), false, Change.ANY_TIME, summary);
  }
}
