package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.rng.EntropyRequest;

/** One request to the entropy backend, which turns however it ends into an {@link Answer}. */
final class EntropyAsk implements EntropyRequest.Receiver {

  /** How a request ended. */
  sealed interface Answer {
    EntropyAsk ask();
  }

  /** Bytes came, not all of them perhaps. */
  record Filled(EntropyAsk ask, SecretBytes bytes) implements Answer {}

  /** The backend's code ends. */
  record HandedBack(EntropyAsk ask) implements Answer {}

  /**
   * The source failed. Only the reason's text is kept: an exception would keep the backend's
   * classes in memory.
   */
  record Failed(EntropyAsk ask, String reason) implements Answer {}

  private final int attachment;
  private final EntropyRequest request;
  private final Consumer<Answer> inbox;
  private final long askedAt = System.nanoTime();

  /**
   * @param owner who asks, see {@link EntropyRequest#owner}
   * @param attachment which code of the backend is asked, by number
   * @param inbox takes the answer, on any thread
   */
  EntropyAsk(int sizeBytes, String owner, int attachment, Consumer<Answer> inbox) {
    this.attachment = attachment;
    this.inbox = inbox;
    this.request = new EntropyRequest(sizeBytes, owner, this);
  }

  /** The {@link System#nanoTime} at which it was made. */
  long askedAt() {
    return askedAt;
  }

  int attachment() {
    return attachment;
  }

  EntropyRequest request() {
    return request;
  }

  @Override
  public void filled(ByteBuffer entropy) {
    inbox.accept(new Filled(this, SecretBytes.copyOf(entropy)));
  }

  @Override
  public void handedBack() {
    inbox.accept(new HandedBack(this));
  }

  @Override
  public void failed(BackplaneException reason) {
    inbox.accept(new Failed(this, reason.getMessage()));
  }
}
