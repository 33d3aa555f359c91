package org.backplane.monitor.report;

import java.math.BigInteger;
import java.util.List;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;

/** Property values as JSON. */
public final class JsonValues {

  private JsonValues() {}

  /** Numbers stay whole: above 2^63-1 they become a {@link BigInteger}. */
  public static Object of(PropertyValue value) {
    return switch (value) {
      case PropertyValue.Bool(boolean bool) -> bool;
      case PropertyValue.Text(String text) -> text;
      case PropertyValue.Unsigned(long number) -> unsigned(number);
      case PropertyValue.Numbers(List<Integer> numbers) ->
          numbers.stream().map(Integer::longValue).toList();
    };
  }

  /** A number that is read as unsigned. */
  public static Number unsigned(long number) {
    return number >= 0 ? (Number) number : new BigInteger(Long.toUnsignedString(number));
  }

  /** What a property reads as while it has no value. */
  public static Object unset(Property property) {
    return switch (property.kind()) {
      case PropertyKind.Bool _ -> false;
      case PropertyKind.Size _, PropertyKind.Unsigned _ -> 0L;
      case PropertyKind.UnsignedSet _ -> List.of();
      case PropertyKind.Text _, PropertyKind.Choice _, PropertyKind.Link _ -> "";
    };
  }
}
