package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceRequestTest {

  /** Splits at commas, and nothing more. */
  private static final OptionParser PARSER =
      (OptionParser)
          Proxy.newProxyInstance(
              OptionParser.class.getClassLoader(),
              new Class<?>[] {OptionParser.class},
              (_, method, arguments) ->
                  switch (method.getName()) {
                    case "split" -> split((String) arguments[0], (String) arguments[1]);
                    case "size" -> size((String) arguments[0]);
                    default -> "did you mean something else?";
                  });

  private static long size(String text) throws InvalidRequestException {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(TraceRequest.SUBJECT, "no size: " + e.getMessage(), "");
    }
  }

  private static Options split(String text, String impliedKey) {
    var members = new LinkedHashMap<String, RawValue>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0 && !members.isEmpty()) {
        members.put(part, new RawValue.Bare());
      } else {
        String key = equals < 0 ? impliedKey : part.substring(0, equals);
        var words = new ArrayList<String>();
        if (members.get(key) instanceof RawValue.Words(List<String> before)) {
          words.addAll(before);
        }
        words.add(part.substring(equals + 1));
        members.put(key, new RawValue.Words(words));
      }
    }
    return new Options(Dialect.COMMAND_LINE, members);
  }

  private static TraceRequest read(String text) throws InvalidRequestException {
    return TraceRequest.read(text, PARSER);
  }

  @Test
  void takesPatternsAndFilesInTheirOrder() throws Exception {
    assertThat(read("a*,enable=-b,events=list,file=t.log,log,jfr=/r.jfr,max-size=1048576"))
        .isEqualTo(
            new TraceRequest(
                List.of(
                    new TraceRequest.Source.Pattern("a*"),
                    new TraceRequest.Source.Pattern("-b"),
                    new TraceRequest.Source.ListFile(Path.of("list"))),
                Optional.of(true),
                Optional.of(Path.of("t.log")),
                Optional.of(Path.of("/r.jfr")),
                Optional.of(1L << 20)));
    assertThat(read("max-size=18446744073709551615").maxSize()).contains(Long.MAX_VALUE);
    assertThat(read("log=off").log()).contains(false);
    assertThat(read("file=x"))
        .isEqualTo(
            new TraceRequest(
                List.of(),
                Optional.empty(),
                Optional.of(Path.of("x")),
                Optional.empty(),
                Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a,b",
        "enable=",
        "events=",
        "file=",
        "jfr=",
        "log=maybe",
        "log=",
        "max-size=",
        "a,max-size",
        "max-size=0",
        "max-size=1048575",
        "max-size=much",
        "colour=red",
        "file=a\0b",
        "jfr=\0",
        "events=\0"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("trace: ");
  }
}
