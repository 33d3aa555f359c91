package org.backplane.vm.runtime.boot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instruction set as a CPU names it, such as {@code rv64imac_zicsr}, taken apart.
 *
 * @param text as the CPU names it
 * @param base such as {@code rv64i}; empty when the text has another form
 * @param extensions each for itself in the order of the text, the base's letter too
 */
record IsaString(String text, String base, List<String> extensions) {

  private static final Pattern FORM = Pattern.compile("(rv(?:32|64))([a-z]+)((?:_[a-z0-9]+)*)");
  // What the letter g stands for.
  private static final String GENERAL = "imafd";
  private static final List<String> GENERAL_MORE = List.of("zicsr", "zifencei");

  IsaString {
    extensions = List.copyOf(extensions);
  }

  static IsaString of(String text) {
    Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      return new IsaString(text, "", List.of());
    }
    String letters = form.group(2).replace("g", GENERAL);
    var extensions = new ArrayList<String>();
    letters.chars().mapToObj(Character::toString).forEach(extensions::add);
    if (!letters.equals(form.group(2))) {
      extensions.addAll(GENERAL_MORE);
    }
    Arrays.stream(form.group(3).split("_"))
        .filter(name -> !name.isEmpty())
        .forEach(extensions::add);
    return new IsaString(
        text, form.group(1) + letters.charAt(0), extensions.stream().distinct().toList());
  }

  boolean has(String extension) {
    return extensions.contains(extension);
  }
}
