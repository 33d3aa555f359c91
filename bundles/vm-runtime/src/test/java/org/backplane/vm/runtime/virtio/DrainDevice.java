package org.backplane.vm.runtime.virtio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.memory.GuestMemoryGone;
import org.jspecify.annotations.Nullable;

/** A device that takes every chain at once, echoes what it reads and gives the chain back. */
final class DrainDevice implements VirtioDevice {

  static final int QUEUE_SIZE = 64;

  final List<String> calls = new ArrayList<>();
  byte[] config = {};
  String state = "";
  @Nullable DevicePort port;
  boolean closed;

  @Override
  public int deviceId() {
    return 42;
  }

  @Override
  public String name() {
    return "virtio-test";
  }

  @Override
  public List<Integer> queueSizes() {
    return List.of(QUEUE_SIZE, 1024);
  }

  @Override
  public long features() {
    return 1 | 2;
  }

  /** Feature 1 needs feature 0. */
  @Override
  public boolean accepts(long features) {
    return (features & 3) != 2;
  }

  @Override
  public byte[] config() {
    return config;
  }

  @Override
  public void configWritten(int offset, int widthBytes, int value) {
    calls.add("config %d %d %x".formatted(offset, widthBytes, value));
  }

  @Override
  public void connect(DevicePort newPort) {
    port = newPort;
  }

  DevicePort port() {
    DevicePort connected = port;
    if (connected == null) {
      throw new AssertionError("not connected");
    }
    return connected;
  }

  @Override
  public void work() {
    port()
        .access(
            queues -> {
              Optional<SplitQueue> queue = queues.queue(0);
              if (queue.isPresent()) {
                drain(queue.get());
              }
            });
  }

  private static void drain(SplitQueue queue) throws QueueError, GuestMemoryGone {
    do {
      for (var chain = queue.pop(); chain.isPresent(); chain = queue.pop()) {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(chain.get().readableBytes(), 4096));
        queue.read(chain.get(), bytes);
        queue.write(chain.get(), bytes.flip());
        queue.push(chain.get());
      }
    } while (queue.enableKicks());
  }

  @Override
  public void reset() {
    calls.add("reset");
  }

  @Override
  public String state() {
    return state;
  }

  @Override
  public Map<String, PropertyValue> properties() {
    return Map.of();
  }

  @Override
  public void close() {
    closed = true;
  }
}
