package org.backplane.monitor.report;

import java.util.List;
import java.util.stream.IntStream;
import org.backplane.api.crypto.CryptoBackend;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.Container;
import org.backplane.monitor.control.Live;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/** Reports the cryptography backends. */
public final class Cryptodevs {

  private static final String PARENT = "cryptodev-backend";

  private final ObjectRegistry registry;
  private final Live<CryptoBackend> live;

  public Cryptodevs(ObjectRegistry registry, Live<CryptoBackend> live) {
    this.registry = registry;
    this.live = live;
  }

  /** A queue of a backend, and how its work is done. */
  public record Queue(int number, String type) {}

  /** A backend. */
  public record Entry(String id, List<CryptoBackend.Service> services, List<Queue> queues) {

    private static final Form<Queue> QUEUE =
        ObjectForm.<Queue>empty()
            .integer("queue", Queue::number)
            .with("type", Form.words("builtin", "vhost-user", "lkcf"), Queue::type);

    /** How it is told. */
    public static final Form<Entry> FORM =
        ObjectForm.<Entry>empty()
            .text("id", Entry::id)
            .with(
                "service",
                Form.words(CryptoBackend.Service.class, Wording::word).list(),
                Entry::services)
            .with("client", QUEUE.list(), Entry::queues);
  }

  /** All of them in the order of their creation. One without code has no services and queues. */
  public List<Entry> list() {
    return registry.list(Container.OBJECTS).stream()
        .filter(status -> status.isA(PARENT))
        .map(this::entry)
        .toList();
  }

  private Entry entry(ObjectStatus status) {
    String id = status.path().id();
    List<String> types = live.find(id).map(CryptoBackend::queues).orElse(List.of());
    return new Entry(
        id,
        live.find(id).map(CryptoBackend::services).orElse(List.of()),
        IntStream.range(0, types.size()).mapToObj(n -> new Queue(n, types.get(n))).toList());
  }
}
