package org.backplane.api.machine;

import java.util.List;

/**
 * A NUMA node of a machine.
 *
 * @param number 0 to 127
 * @param harts indices of its harts
 * @param ramBytes the RAM that it was built with; memory devices not counted
 */
public record NumaStatus(int number, List<Integer> harts, long ramBytes) {

  public NumaStatus {
    harts = List.copyOf(harts);
  }
}
