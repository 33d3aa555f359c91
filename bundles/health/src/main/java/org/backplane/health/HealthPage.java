package org.backplane.health;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.StreamSupport;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.backplane.api.http.Page;
import org.backplane.json.JsonWriter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code /health}: every check and what it found. */
@Component
public final class HealthPage implements Page {

  private final HealthCheckExecutor executor;

  @Activate
  public HealthPage(@Reference HealthCheckExecutor executor) {
    this.executor = executor;
  }

  @Override
  public List<String> paths() {
    return List.of("/health");
  }

  /** A warning is no failure: a probe shall not restart a host for it. */
  @Override
  public Answer answer(String path, String accept) {
    List<HealthCheckExecutionResult> results =
        executor.execute(HealthCheckSelector.tags(Checks.TAG)).stream()
            .sorted(Comparator.comparing(HealthPage::name))
            .toList();
    Status worst =
        results.stream().map(HealthPage::status).max(Comparator.naturalOrder()).orElse(Status.OK);
    SequencedMap<String, Object> all = new LinkedHashMap<>();
    all.put("status", word(worst));
    all.put("checks", results.stream().map(HealthPage::check).toList());
    return new Answer(
        worst.compareTo(Status.WARN) <= 0
            ? HttpURLConnection.HTTP_OK
            : HttpURLConnection.HTTP_UNAVAILABLE,
        ProbePages.JSON,
        JsonWriter.pretty(all) + "\n");
  }

  private static Map<String, Object> check(HealthCheckExecutionResult result) {
    SequencedMap<String, Object> one = new LinkedHashMap<>();
    one.put("name", name(result));
    one.put("status", word(status(result)));
    var lines = new ArrayList<String>();
    StreamSupport.stream(result.getHealthCheckResult().spliterator(), false)
        .filter(entry -> !entry.isDebug())
        .forEach(entry -> lines.add(entry.getMessage()));
    one.put("messages", lines);
    return one;
  }

  private static String name(HealthCheckExecutionResult result) {
    return result.getHealthCheckMetadata().getTitle();
  }

  private static Status status(HealthCheckExecutionResult result) {
    return result.getHealthCheckResult().getStatus();
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
