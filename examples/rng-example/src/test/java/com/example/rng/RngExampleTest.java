package com.example.rng;

import org.backplane.api.object.BackendFactory;
import org.backplane.tck.RngContract;

/** The conformance kit has the tests that every entropy backend must pass. */
final class RngExampleTest extends RngContract {

  @Override
  protected BackendFactory factory() {
    return new RngExampleFactory();
  }
}
