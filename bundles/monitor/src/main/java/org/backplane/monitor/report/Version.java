package org.backplane.monitor.report;

import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

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

  private static final Form<Version> NUMBERS =
      ObjectForm.<Version>empty()
          .integer("major", _ -> MAJOR)
          .integer("minor", _ -> MINOR)
          .integer("micro", _ -> MICRO);

  /** As in the greeting and in {@code query-version}. */
  public static final ObjectForm<Version> FORM =
      ObjectForm.<Version>empty()
          .with("qemu", NUMBERS, version -> version)
          .text("package", Version::packageText);

  /** As {@code info version} prints it. */
  public String toLine() {
    return MAJOR + "." + MINOR + "." + MICRO + packageText();
  }

  private String packageText() {
    return "backplane-" + product;
  }
}
