package org.backplane.monitor.report;

import java.util.Map;

/**
 * Who answers. Clients decide by the numbers what they may ask, so those name the QEMU whose
 * behaviour is offered; the product's own version stands in the package text.
 *
 * @param product the product's version, such as {@code 0.1.0}
 */
public record Version(String product) {

  private static final long MAJOR = 8;
  private static final long MINOR = 1;
  private static final long MICRO = 50;

  /** As in the greeting and in {@code query-version}. */
  public Map<String, Object> toMap() {
    var numbers =
        new Members().with("major", MAJOR).with("minor", MINOR).with("micro", MICRO).toMap();
    return new Members().with("qemu", numbers).with("package", packageText()).toMap();
  }

  /** As {@code info version} prints it. */
  public String toLine() {
    return MAJOR + "." + MINOR + "." + MICRO + packageText();
  }

  private String packageText() {
    return "backplane-" + product;
  }
}
