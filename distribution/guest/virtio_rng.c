/* Driver for the entropy device (virtio 1.2 section 5.4) on the mmio transport, version 2. */
#include "virtio_rng.h"

#include <stddef.h>

#include "cpu.h"
#include "interrupts.h"

enum { RNG_QUEUE = 0, RESET_PATIENCE_MS = 5000 };

/* Fewer bytes than this may equal the fill pattern by chance. */
enum { CHANGE_IS_CERTAIN_BYTES = 8 };

#define GUARD 0x6775617264303031ull

volatile struct rng_memory rng_memory;

static uint32_t get(const struct rng *rng, unsigned offset) { return mmio_read32(rng->registers + offset); }

static void set(const struct rng *rng, unsigned offset, uint32_t value) {
  mmio_write32(rng->registers + offset, value);
}

static void set_address(const struct rng *rng, unsigned offset, uint64_t address) {
  set(rng, offset, (uint32_t)address);
  set(rng, offset + 4, (uint32_t)(address >> 32));
}

const char *rng_find(const struct machine *machine, struct rng *rng) {
  for (unsigned i = 0; i < machine->virtio_count; i++) {
    *rng = (struct rng){.registers = machine->virtio[i].base, .source = machine->virtio[i].source};
    if (get(rng, VIRTIO_MAGIC) == VIRTIO_MAGIC_VALUE && get(rng, VIRTIO_DEVICE_ID) == VIRTIO_ID_RNG) {
      return get(rng, VIRTIO_VERSION) == VIRTIO_VERSION_MODERN ? NULL : "virtio-rng is not version 2";
    }
  }
  return "no virtio-rng device";
}

uint32_t rng_status(const struct rng *rng) { return get(rng, VIRTIO_STATUS); }

/* The driver only ever adds bits; writing back what it read keeps NEEDS_RESET, if set, in sight. */
static void add_status(const struct rng *rng, uint32_t bits) {
  set(rng, VIRTIO_STATUS, rng_status(rng) | bits);
}

const char *rng_reset(struct rng *rng) {
  set(rng, VIRTIO_STATUS, 0);
  uint64_t deadline = deadline_in(RESET_PATIENCE_MS);
  while (rng_status(rng) != 0) {
    if (deadline_passed(deadline)) return "reset does not end";
  }
  *rng = (struct rng){
      .registers = rng->registers,
      .source = rng->source,
      .sequence = rng->sequence,
      .rings.descriptors = (uintptr_t)rng_memory.descriptors,
      .rings.available = (uintptr_t)&rng_memory.available,
      .rings.used = (uintptr_t)&rng_memory.used,
  };
  return NULL;
}

static uint64_t device_features(const struct rng *rng) {
  set(rng, VIRTIO_DEVICE_FEATURES_SELECT, 1);
  uint64_t high = get(rng, VIRTIO_DEVICE_FEATURES);
  set(rng, VIRTIO_DEVICE_FEATURES_SELECT, 0);
  return high << 32 | get(rng, VIRTIO_DEVICE_FEATURES);
}

static const char *negotiate(struct rng *rng) {
  add_status(rng, STATUS_ACKNOWLEDGE);
  add_status(rng, STATUS_DRIVER);
  uint64_t offered = device_features(rng);
  if ((offered & FEATURE_VERSION_1) == 0) return "VERSION_1 is not offered";
  uint64_t accepted = FEATURE_VERSION_1 | (offered & rng->optional_features);
  set(rng, VIRTIO_DRIVER_FEATURES_SELECT, 1);
  set(rng, VIRTIO_DRIVER_FEATURES, (uint32_t)(accepted >> 32));
  set(rng, VIRTIO_DRIVER_FEATURES_SELECT, 0);
  set(rng, VIRTIO_DRIVER_FEATURES, (uint32_t)accepted);
  add_status(rng, STATUS_FEATURES_OK);
  return (rng_status(rng) & STATUS_FEATURES_OK) != 0 ? NULL : "features refused";
}

static void clear_rings(void) {
  volatile uint8_t *bytes = (volatile uint8_t *)&rng_memory;
  for (size_t i = 0; i < sizeof rng_memory; i++) bytes[i] = 0;
}

static const char *open_queue(struct rng *rng) {
  set(rng, VIRTIO_QUEUE_SELECT, RNG_QUEUE);
  if (get(rng, VIRTIO_QUEUE_READY) != 0) return "queue is ready before set-up";
  uint32_t largest = get(rng, VIRTIO_QUEUE_SIZE_MAX);
  if (largest == 0) return "device has no queue";
  rng->size = RING_MAX;
  while (rng->size > largest) rng->size /= 2;
  clear_rings();
  set(rng, VIRTIO_QUEUE_SIZE, rng->size);
  set_address(rng, VIRTIO_QUEUE_DESCRIPTORS, rng->rings.descriptors);
  set_address(rng, VIRTIO_QUEUE_AVAILABLE, rng->rings.available);
  set_address(rng, VIRTIO_QUEUE_USED, rng->rings.used);
  device_fence();
  set(rng, VIRTIO_QUEUE_READY, 1);
  add_status(rng, STATUS_DRIVER_OK);
  return NULL;
}

const char *rng_launch(struct rng *rng) {
  const char *problem = negotiate(rng);
  return problem != NULL ? problem : open_queue(rng);
}

const char *rng_start(struct rng *rng) {
  const char *problem = rng_reset(rng);
  if (problem == NULL) problem = rng_launch(rng);
  if (problem == NULL && rng_status(rng) != STATUS_RUNNING) problem = "device does not run";
  return problem;
}

/* A cheap bit mixer: neighbouring requests get unrelated patterns. */
static uint64_t next_pattern(struct rng *rng) {
  uint64_t x = ++rng->sequence * 0x9e3779b97f4a7c15ull;
  return x ^ x >> 29;
}

void rng_request(struct rng *rng, unsigned slot, uint32_t length) {
  volatile struct rng_buffer *buffer = &rng_memory.buffers[slot];
  rng->pattern[slot] = next_pattern(rng);
  rng->asked[slot] = length;
  rng->in_flight++;
  for (unsigned i = 0; i < RNG_BUFFER_WORDS; i++) buffer->words[i] = rng->pattern[slot];
  buffer->guard = GUARD;

  volatile struct descriptor *d = &rng_memory.descriptors[slot];
  d->address = (uintptr_t)buffer->words;
  d->length = length;
  d->flags = DESCRIPTOR_WRITE;
  d->next = 0;
  rng_memory.available.ring[rng->available_index % rng->size] = (uint16_t)slot;
  ring_fence(); /* the device must see the entry before the index that covers it */
  rng_memory.available.index = ++rng->available_index;
}

void rng_kick(struct rng *rng) {
  device_fence();
  set(rng, VIRTIO_QUEUE_NOTIFY, RNG_QUEUE);
}

void rng_notify(struct rng *rng) {
  ring_fence(); /* the index must be out before the device's wish not to be notified is read */
  if ((rng_memory.used.flags & USED_NO_NOTIFY) == 0) rng_kick(rng);
}

/* Polling does not need the interrupt, but a line left high would be a driver's fault. */
static void acknowledge(const struct rng *rng) {
  uint32_t status = get(rng, VIRTIO_INTERRUPT_STATUS);
  if (status != 0) set(rng, VIRTIO_INTERRUPT_ACK, status);
}

static const char *check_buffer(const struct rng *rng, unsigned slot, uint32_t length) {
  const volatile struct rng_buffer *buffer = &rng_memory.buffers[slot];
  if (buffer->guard != GUARD) return "device wrote past the buffer";
  if (length >= CHANGE_IS_CERTAIN_BYTES && buffer->words[0] == rng->pattern[slot]) return "buffer did not change";
  return NULL;
}

const char *rng_collect(struct rng *rng, struct rng_completion *done) {
  done->any = false;
  uint16_t index = rng_memory.used.index;
  ring_fence(); /* read the index before the entry and the buffer it covers */
  uint16_t ready = (uint16_t)(index - rng->used_index);
  if (rng_status(rng) != STATUS_RUNNING) return "device is no longer running";
  if (ready == 0) return NULL;
  if (ready > rng->in_flight) return "more completions than requests";

  uint32_t id = rng_memory.used.ring[rng->used_index % rng->size].id;
  uint32_t length = rng_memory.used.ring[rng->used_index % rng->size].length;
  if (id >= rng->size) return "completion of an impossible request";
  if (rng->asked[id] == 0) return "request completed twice";
  if (length == 0) return "completion without bytes";
  if (length > rng->asked[id]) return "completion longer than the buffer";
  const char *problem = check_buffer(rng, id, length);
  if (problem != NULL) return problem;

  rng->used_index++;
  rng->in_flight--;
  rng->asked[id] = 0;
  acknowledge(rng);
  *done = (struct rng_completion){.any = true, .slot = id, .length = length};
  return NULL;
}

const char *rng_await(struct rng *rng, struct rng_completion *done) {
  uint64_t deadline = deadline_in(RNG_PATIENCE_MS);
  for (;;) {
    const char *problem = rng_collect(rng, done);
    if (problem != NULL || done->any) return problem;
    if (deadline_passed(deadline)) return "no answer within 30 s";
    pause_hint();
  }
}
