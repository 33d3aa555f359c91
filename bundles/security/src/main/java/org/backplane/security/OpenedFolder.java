package org.backplane.security;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.object.Lease;
import org.backplane.api.tls.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What a folder's files make, opened once for each state of them: to open a key that has a password
 * takes long, and whoever may connect can have many connections begin. Any thread; those who come
 * meanwhile wait for the one who opens. A failure is not remembered.
 */
final class OpenedFolder {

  /** What one state of the files makes. */
  private record Opened(
      Engines engines, List<X509Certificate> authorities, Optional<X509Certificate> own) {}

  /** Somebody opens it, or has done so. */
  private record Opening(CredentialFolder.State state, FutureTask<Opened> task) {}

  private final CredentialFolder folder;
  private final Priority priority;
  private final Optional<Lease<Secret>> password;
  private final Optional<SanityCheck> check;
  private final AtomicReference<@Nullable Opening> latest = new AtomicReference<>();

  /**
   * @param password opens the private key
   * @param check empty when nothing shall be looked for
   */
  OpenedFolder(
      CredentialFolder folder,
      Priority priority,
      Optional<Lease<Secret>> password,
      Optional<SanityCheck> check) {
    this.folder = folder;
    this.priority = priority;
    this.password = password;
    this.check = check;
  }

  /** What makes engines of the files as they are now. */
  Engines engines() throws BackplaneException {
    Opened opened = result(of(folder.state())); // the state first: a later change is seen next time
    if (check.isPresent()) {
      check.get().checkTimes(opened.authorities(), opened.own());
    }
    return opened.engines();
  }

  /** Holds no key any longer. */
  void forget() {
    latest.set(null);
  }

  private Opening of(CredentialFolder.State now) {
    var mine = new Opening(now, new FutureTask<>(() -> open(now)));
    while (true) {
      @Nullable Opening present = latest.get();
      if (present != null && present.state().equals(now)) {
        return present;
      }
      if (latest.compareAndSet(present, mine)) {
        mine.task().run();
        return mine;
      }
    }
  }

  private Opened result(Opening opening) throws BackplaneException {
    try {
      return opening.task().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unusable(e);
    } catch (ExecutionException e) {
      latest.compareAndSet(opening, null);
      if (e.getCause() instanceof BackplaneException refused) {
        throw refused;
      }
      throw unusable(e);
    }
  }

  private Opened open(CredentialFolder.State state) throws BackplaneException {
    Credentials credentials = folder.read(state, this::secret);
    if (check.isPresent()) {
      check.get().check(credentials);
    }
    try {
      return new Opened(
          new Engines(credentials, priority),
          credentials.authorities(),
          credentials.own().map(Credentials.Own::certificate));
    } catch (GeneralSecurityException | IOException e) {
      throw unusable(e);
    }
  }

  private Optional<byte[]> secret() throws BackplaneException {
    return password.isPresent()
        ? Optional.of(OtherSecret.reveal(folder.subject(), password.get()))
        : Optional.empty();
  }

  private HostException unusable(Exception reason) {
    return new HostException(
        folder.subject(), "its certificates cannot be used: " + reason.getMessage(), "", reason);
  }
}
