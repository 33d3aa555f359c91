import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.Optional;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/**
 * A bundle of somebody else that goes wrong: its objects hang for ever in the method that they are
 * told, and listen to no interrupt. It is packed and dropped into a host, by ControlLatency and by
 * tests.
 */
public final class HangingBackend implements BackendFactory {

  private static final List<String> WAYS =
      List.of("never", "create", "change", "read", "close", "spin");

  private static final Property HANG =
      Property.fixed(
          "hang",
          new PropertyKind.Choice("HangingWay", WAYS),
          new PropertyValue.Text("never"),
          "where it hangs; spin is create, at work on a processor");

  private static final Property MOOD =
      Property.changeable(
          "mood", new PropertyKind.Text(), new PropertyValue.Text(""), "what can be changed");

  private static final TypeDescription TYPE =
      new TypeDescription(
          "hanging", "object", Container.OBJECTS, "hangs for ever", List.of(HANG, MOOD));

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) {
    String way = creation.properties().text(HANG.name());
    hangIf(way.equals("create"));
    while (way.equals("spin")) {
      Thread.onSpinWait();
    }
    return new Hanging(way);
  }

  private static void hangIf(boolean wanted) {
    while (wanted) {
      LockSupport.park();
    }
  }

  private record Hanging(String way) implements BackendObject {

    @Override
    public Optional<PropertyValue> read(String property) {
      hangIf(way.equals("read"));
      return Optional.empty();
    }

    @Override
    public void change(String property, PropertyValue value) {
      hangIf(way.equals("change"));
    }

    @Override
    public void close() {
      hangIf(way.equals("close"));
    }
  }
}
