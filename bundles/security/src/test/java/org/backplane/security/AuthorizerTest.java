package org.backplane.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.tls.Authorizer;
import org.backplane.tck.LiveThreads;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class AuthorizerTest {

  private static final String ALLOW_ME =
      "{\"policy\": \"deny\", \"rules\": [{\"match\": \"CN=me\", \"policy\": \"allow\"}]}";

  @TempDir private Path folder;

  private static Authorizer listFile(TestCreation definition) throws BackplaneException {
    return (Authorizer) new ListFileAuthorizerFactory().create(definition);
  }

  private static TestCreation definition(Path file, boolean refresh) {
    return new TestCreation(
        AuthzType.LIST_FILE, "a0", Map.of("filename", file.toString(), "refresh", refresh));
  }

  @Test
  void simpleLetsOneIn() {
    try (var definition = new TestCreation(AuthzType.SIMPLE, "a0", Map.of("identity", "CN=me"))) {
      var authorizer = (Authorizer) new SimpleAuthorizerFactory().create(definition);
      assertThat(authorizer.admits("CN=me")).isTrue();
      assertThat(authorizer.admits("CN=me,O=x")).isFalse();
    }
  }

  @Test
  void aFileIsFollowed() throws Exception {
    Path file = Files.writeString(folder.resolve("rules"), ALLOW_ME);
    try (TestCreation definition = definition(file, true)) {
      Authorizer authorizer = listFile(definition);
      assertThat(authorizer.admits("CN=me")).isTrue();
      Files.writeString(file, "{\"policy\": \"deny\"}");
      assertThat(authorizer.admits("CN=me")).isFalse();
      Files.writeString(file, ALLOW_ME);
      assertThat(authorizer.admits("CN=me")).isTrue();
      Files.writeString(file, "{broken");
      assertThat(authorizer.admits("CN=me")).isFalse();
      Files.delete(file);
      assertThat(authorizer.admits("CN=me")).isFalse();
      Files.writeString(file, ALLOW_ME);
      assertThat(authorizer.admits("CN=me")).isTrue();
    }
  }

  @Test
  @Timeout(60)
  void whoMeetsAFileThatDoesNotComeHoldsNobodyUp() throws Exception {
    Path file = Files.writeString(folder.resolve("rules"), ALLOW_ME);
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var reading = new FileReading(Duration.ofMinutes(1), 3);
    var authorizer = new ListFileAuthorizer("a", new RuleFile(file, reading), true);
    Path good = Files.copy(file, folder.resolve("good"));
    Files.createLink(folder.resolve("same"), pipe);
    Files.move(pipe, file, StandardCopyOption.ATOMIC_MOVE);
    var held = new FutureTask<>(() -> authorizer.admits("CN=me"));
    Thread.ofPlatform().start(held);
    while (LiveThreads.named("backplane-security-file").isEmpty()) {
      Thread.onSpinWait();
    }
    Files.move(good, file, StandardCopyOption.ATOMIC_MOVE);
    try {
      assertThat(authorizer.admits("CN=me")).isTrue();
      assertThat(held.isDone()).isFalse();
    } finally {
      Files.writeString(folder.resolve("same"), "{broken");
    }
    assertThat(held.get()).isFalse();
    assertThat(authorizer.admits("CN=me")).isTrue();
  }

  @Test
  void withoutRefreshItStaysAsItWas() throws Exception {
    Path file = Files.writeString(folder.resolve("rules"), ALLOW_ME);
    try (TestCreation definition = definition(file, false)) {
      Authorizer authorizer = listFile(definition);
      Files.writeString(file, "{}");
      assertThat(authorizer.admits("CN=me")).isTrue();
    }
  }

  @Test
  void aBrokenFileIsRefusedAtFirstAndKeepsAllOutLater() throws Exception {
    Path file = Files.writeString(folder.resolve("rules"), "{\"rules\": 1}");
    try (TestCreation definition = definition(file, true)) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> listFile(definition))
          .withMessageContaining("rules is no list");
      Files.writeString(file, ALLOW_ME);
      listFile(definition).close();
      Files.writeString(file, "{\"rules\": 1}");
      Authorizer next = listFile(definition);
      assertThat(next.admits("CN=me")).isFalse();
      Files.writeString(file, ALLOW_ME);
      assertThat(next.admits("CN=me")).isTrue();
    }
  }
}
