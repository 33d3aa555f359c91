package org.backplane.security;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.Creation;
import org.backplane.linux.KeptNumber;

/**
 * Whether earlier code has served a definition. Then its files were fine once, and one that is not
 * so at this moment must not end the object, only keep others out until it is.
 */
record Made(KeptNumber times) {

  static Made of(Creation creation) throws BackplaneException {
    return new Made(creation.resources().keep("made", KeptNumber.class, () -> new KeptNumber(0)));
  }

  boolean before() {
    return times.get() > 0;
  }

  void now() {
    times.set(1);
  }
}
