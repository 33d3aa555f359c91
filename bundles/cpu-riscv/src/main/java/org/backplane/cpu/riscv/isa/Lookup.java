package org.backplane.cpu.riscv.isa;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds the row of a word by some of its bits, so that few rows are left to compare. Immutable.
 *
 * @param <E> what a row is
 */
final class Lookup<E extends Encoding> {

  private final int keyBits;
  private final E otherwise;
  private final List<List<E>> candidates;

  /**
   * @param keyBits the bits of a word that choose its candidates; the table has two to the power of
   *     their number places
   * @param rows in the order in which they are tried
   * @param otherwise the row of the words that fit no other
   */
  Lookup(int keyBits, List<E> rows, E otherwise) {
    this.keyBits = keyBits;
    this.otherwise = otherwise;
    List<List<E>> places =
        new ArrayList<>(Collections.nCopies(1 << Integer.bitCount(keyBits), List.of()));
    rows.stream().filter(row -> !row.equals(otherwise)).forEach(row -> enter(row, places));
    this.candidates = List.copyOf(places);
  }

  /** Enters a row at each key that its words may have. */
  private void enter(E row, List<List<E>> places) {
    int free = keyBits & ~row.mask();
    int choice = 0;
    do {
      int key = key(row.match() | choice);
      places.set(key, append(places.get(key), row));
      choice = (choice - free) & free; // the next number made of these bits only
    } while (choice != 0);
  }

  private static <E> List<E> append(List<E> rows, E row) {
    List<E> longer = new ArrayList<>(rows);
    longer.add(row);
    return List.copyOf(longer);
  }

  private int key(int word) {
    return Integer.compress(word, keyBits);
  }

  E find(int word) {
    var rows = candidates.get(key(word));
    for (int i = 0; i < rows.size(); i++) { // by index, which allocates nothing
      var row = rows.get(i);
      if (row.matches(word)) {
        return row;
      }
    }
    return otherwise;
  }
}
