package org.backplane.metrics.jmx;

import java.util.SequencedMap;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import org.backplane.api.metric.Measured;
import org.backplane.metrics.jmx.BeanAttributes.Figure;
import org.jspecify.annotations.Nullable;

/** The metrics of one thing, to read. */
final class MeasuredBean implements DynamicMBean {

  private final SequencedMap<String, Figure> figures;
  private final MBeanInfo description;

  MeasuredBean(Measured measured) {
    figures = BeanAttributes.of(measured.metrics());
    description =
        new MBeanInfo(
            MeasuredBean.class.getName(),
            "what %s %s measures".formatted(measured.type(), measured.path()),
            figures.entrySet().stream()
                .map(one -> attribute(one.getKey(), one.getValue()))
                .toArray(MBeanAttributeInfo[]::new),
            null,
            null,
            null);
  }

  private static MBeanAttributeInfo attribute(String name, Figure figure) {
    return new MBeanAttributeInfo(name, "long", figure.help(), true, false, false);
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    return description;
  }

  @Override
  public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException {
    Figure figure = figures.get(name);
    if (figure == null) {
      throw new AttributeNotFoundException("there is no attribute " + name);
    }
    return figure
        .value()
        .get()
        .orElseThrow(
            () -> new MBeanException(null, "whoever tells " + name + " has failed at the moment"));
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    var values = new AttributeList();
    for (String name : names) {
      Figure figure = figures.get(name);
      if (figure != null) {
        figure.value().get().ifPresent(value -> values.add(new Attribute(name, value)));
      }
    }
    return values;
  }

  @Override
  public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
    throw new AttributeNotFoundException(attribute.getName() + " can only be read");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return new AttributeList();
  }

  @Override
  public @Nullable Object invoke(
      String action, Object @Nullable [] parameters, String @Nullable [] signature) {
    throw new UnsupportedOperationException("there is no operation " + action);
  }
}
