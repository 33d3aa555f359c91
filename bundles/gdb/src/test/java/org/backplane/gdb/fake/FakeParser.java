package org.backplane.gdb.fake;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;

/** Splits at commas and equals signs, and nothing more. */
public final class FakeParser {

  private FakeParser() {}

  public static OptionParser face() {
    return (OptionParser)
        Proxy.newProxyInstance(
            FakeParser.class.getClassLoader(),
            new Class<?>[] {OptionParser.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("split")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return split((String) arguments[0], (String) arguments[1]);
            });
  }

  private static Options split(String text, String implied) {
    var members = new LinkedHashMap<String, String>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",")) {
      String[] pair = part.contains("=") ? part.split("=", 2) : new String[] {implied, part};
      members.put(pair[0], pair[1]);
    }
    return Options.ofWords(Dialect.COMMAND_LINE, members);
  }
}
