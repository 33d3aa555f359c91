package org.backplane.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.backplane.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RuleTest {

  @ParameterizedTest
  @CsvSource({
    "fred, fred, true",
    "fred, freda, false",
    "f*, fred, true",
    "*, '', true",
    "f?ed, fred, true",
    "f?ed, fed, false",
    "'C=GB,*,CN=laptop-?', 'C=GB,O=Example Org,CN=laptop-1', true",
    "'C=GB,*,CN=laptop-?', 'C=GB,CN=laptop-1', false",
    "f[a-z]ed, fred, false",
    "f.ed, fred, false",
  })
  void patternsMatchTheWholeIdentity(String pattern, String identity, boolean matches) {
    assertThat(new Rule(pattern, true, true).matches(identity)).isEqualTo(matches);
  }

  @Test
  void anExactRuleKnowsNoPattern() {
    assertThat(new Rule("f*", true, false).matches("fred")).isFalse();
    assertThat(new Rule("f*", true, false).matches("f*")).isTrue();
  }

  @Property
  void agreesWithRegularExpressions(
      @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 8) String pattern,
      @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 10) String identity) {
    String expression =
        pattern
            .chars()
            .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Character.toString(c))
            .collect(Collectors.joining());
    assertThat(new Rule(pattern, true, true).matches(identity))
        .isEqualTo(Pattern.matches(expression, identity));
  }

  @Test
  void theFirstRuleThatMatchesDecides() throws Exception {
    Rules rules =
        Rules.of(
            JsonReader.parse(
                """
                {"policy": "deny", "rules": [
                  {"match": "bob", "policy": "deny"},
                  {"match": "b*", "policy": "allow", "format": "glob"}]}
                """));
    assertThat(List.of("bob", "ben", "al").stream().map(rules::admit))
        .containsExactly(false, true, false);
    assertThat(Rules.of(Map.of()).admit("al")).isFalse();
    assertThat(Rules.of(Map.of("policy", "allow")).admit("al")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | the list is no JSON object",
        "{\"policy\": \"maybe\"} | policy is not allow or deny",
        "{\"policy\": 1} | policy is not allow or deny",
        "{\"rules\": {}} | rules is no list",
        "{\"rules\": [1]} | rules[0] is no JSON object",
        "{\"rules\": [{\"policy\": \"deny\"}]} | rules[0] has no match",
        "{\"rules\": [{\"match\": \"a\"}]} | rules[0] has no policy",
        "{\"rules\": [{\"match\": \"a\", \"policy\": \"deny\", \"format\": \"re\"}]} | rules[0].format is not",
        "{\"rules\": [{\"match\": \"a\", \"policy\": \"deny\", \"x\": 1}]} | rules[0] has an unknown member x",
      })
  void saysWhereAListIsWrong(String text, String expected) throws Exception {
    Object json = JsonReader.parse(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rules.of(json))
        .withMessageContaining(expected);
  }
}
