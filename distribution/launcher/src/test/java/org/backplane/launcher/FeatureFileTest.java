package org.backplane.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.backplane.launcher.Feature.Coordinates;
import org.backplane.launcher.Feature.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureFileTest {

  @TempDir Path folder;

  private Feature read(String text) throws Exception {
    return FeatureFile.read(Files.writeString(folder.resolve("f.json"), text));
  }

  @Test
  void readsBundlesInOrderAndPassesOverTheRest() throws Exception {
    Feature feature =
        read(
            """
            {"name": "n", "id": "g:f:1", "extensions": {"x": {"bundles": ["no:no:1"]}},
             "bundles": [{"m": {"id": "no"}, "id": "g:a:1.0"}, "g:b:2"], "categories": []}
            """);

    assertThat(feature.name()).isEqualTo("f");
    assertThat(feature.stage()).isEqualTo(Stage.BEHIND);
    assertThat(feature.bundles())
        .containsExactly(new Coordinates("g", "a", "1.0"), new Coordinates("g", "b", "2"));
    assertThat(feature.bundles().getFirst().fileName()).isEqualTo("a-1.0.jar");
  }

  @Test
  void readsTheStageFromItsCategory() throws Exception {
    String text = "{'id':'g:f:1','categories':['%s'],'bundles':['g:a:1']}".replace('\'', '"');
    for (Stage stage : Stage.values()) {
      assertThat(read(text.formatted(stage.category())).stage()).isEqualTo(stage);
    }
    assertThat(Stage.FIRST_IF_CUSTOMISED.category())
        .isEqualTo("backplane.start.first-if-customised");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]                                     | is not a JSON object",
        "{'bundles':['g:a:1']}                  | has no 'id'",
        "{'id':'g:f:1'}                         | names no bundles",
        "{'id':1}                               | has a value that is not a string",
        "{'id':'g:f:1','bundles':{}}            | 'bundles' is not an array",
        "{'id':'g:f:1','bundles':[1]}           | a bundle is not an object",
        "{'id':'g:f:1','bundles':['g:a']}       | is not group:artifact:version",
        "{'id':'g:f:1','bundles':[{}]}          | is not group:artifact:version",
        "{'id':'g:f:1','bundles':['g:a:1']      | end-of-input",
      })
  void refusesWhatIsNoFeatureFile(String text, String problem) {
    assertThatThrownBy(() -> read(text.replace('\'', '"')))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("f.json")
        .hasMessageContaining(problem);
  }

  @Test
  void refusesAFolderWithoutFeatures() {
    assertThatThrownBy(() -> FeatureFile.readAll(folder)).hasMessageStartingWith("no feature file");
  }
}
