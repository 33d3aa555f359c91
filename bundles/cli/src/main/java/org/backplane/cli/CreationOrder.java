package org.backplane.cli;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.backplane.api.object.ObjectRequest;

/**
 * In which order things are made: contexts, early objects, character devices, late objects, each
 * group in the order of the command line. Late are those that may refer to character devices or
 * take long.
 */
final class CreationOrder {

  private static final List<String> LATE =
      List.of("rng-egd", "cryptodev-vhost-user", "qtest", "colo-compare");
  private static final List<String> LATE_FAMILIES = List.of("memory-backend-", "filter-");

  private CreationOrder() {}

  /** What is made before the character devices. */
  static List<ObjectRequest> early(HostOptions options) {
    Predicate<ObjectRequest> context = CreationOrder::isContext;
    Predicate<ObjectRequest> late = CreationOrder::isLate;
    return Stream.concat(
            options.objects().stream().filter(context),
            options.objects().stream().filter(context.negate().and(late.negate())))
        .toList();
  }

  /** What is made after the character devices. */
  static List<ObjectRequest> late(HostOptions options) {
    return options.objects().stream().filter(CreationOrder::isLate).toList();
  }

  private static boolean isContext(ObjectRequest request) {
    return request.type().equals("thread-context");
  }

  private static boolean isLate(ObjectRequest request) {
    String type = request.type();
    return LATE.contains(type) || LATE_FAMILIES.stream().anyMatch(type::startsWith);
  }
}
