package org.backplane.metrics.http;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.http.Page;

/** The pages that there are now. Any thread. */
final class PageBook {

  private final Collection<Page> pages = new CopyOnWriteArrayList<>();

  void add(Page page) {
    pages.add(page);
  }

  void remove(Page page) {
    pages.remove(page);
  }

  /** The page there; the one that came first of several. */
  Optional<Page> at(String path) {
    return pages.stream().filter(page -> page.paths().contains(path)).findFirst();
  }

  /** All paths, sorted. */
  SortedSet<String> paths() {
    var all = new TreeSet<String>();
    pages.forEach(page -> all.addAll(page.paths()));
    return all;
  }
}
