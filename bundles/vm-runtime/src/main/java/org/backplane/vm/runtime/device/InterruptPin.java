package org.backplane.vm.runtime.device;

/** A level-triggered interrupt output; any thread. Setting the same level again does nothing. */
@FunctionalInterface
public interface InterruptPin {
  void set(boolean level);
}
