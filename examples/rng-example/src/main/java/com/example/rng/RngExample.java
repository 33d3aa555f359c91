package com.example.rng;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.api.thread.WorkerThread;
import org.backplane.api.type.PropertyValue;

/** Hashes of a seed and a counter: the same bytes in every run. */
final class RngExample implements RngBackend {

  private final byte[] seed;
  private final Queue<EntropyRequest> waiting = new ConcurrentLinkedQueue<>();
  private final ExecutorService worker;
  private long counter;

  RngExample(String id, String seed) {
    this.seed = seed.getBytes(StandardCharsets.UTF_8);
    worker = Executors.newSingleThreadExecutor(body -> WorkerThread.virtual("rng-" + id, body));
  }

  /** Every {@code rng-*} type has the property {@code opened}. */
  @Override
  public Optional<PropertyValue> read(String property) {
    return property.equals("opened") ? Optional.of(new PropertyValue.Bool(true)) : Optional.empty();
  }

  @Override
  public void request(EntropyRequest request) {
    waiting.add(request);
    try {
      worker.execute(this::serveNext);
    } catch (RejectedExecutionException closed) {
      handBackAll();
    }
  }

  private void serveNext() {
    EntropyRequest request = waiting.poll();
    if (request != null) {
      ByteBuffer block = ByteBuffer.wrap(nextBlock());
      request.fill(block.limit(Math.min(block.limit(), request.sizeBytes())));
    }
  }

  private byte[] nextBlock() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      return digest.digest(ByteBuffer.allocate(Long.BYTES).putLong(counter++).array());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * What is not served goes back to those who asked: they ask again when new code is here. The
   * thread must end before this bundle does, and close() has a second for it.
   */
  @Override
  public void close() {
    worker.shutdown();
    handBackAll();
    try {
      worker.awaitTermination(900, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handBackAll() {
    for (EntropyRequest next = waiting.poll(); next != null; next = waiting.poll()) {
      next.handBack();
    }
  }
}
