#ifndef VIRTIO_RNG_H
#define VIRTIO_RNG_H

#include <stdbool.h>
#include <stdint.h>

#include "fdt.h"

/* virtio-mmio registers, virtio 1.2 section 4.2.2. */
enum {
  VIRTIO_MAGIC = 0x000,
  VIRTIO_VERSION = 0x004,
  VIRTIO_DEVICE_ID = 0x008,
  VIRTIO_DEVICE_FEATURES = 0x010,
  VIRTIO_DEVICE_FEATURES_SELECT = 0x014,
  VIRTIO_DRIVER_FEATURES = 0x020,
  VIRTIO_DRIVER_FEATURES_SELECT = 0x024,
  VIRTIO_QUEUE_SELECT = 0x030,
  VIRTIO_QUEUE_SIZE_MAX = 0x034,
  VIRTIO_QUEUE_SIZE = 0x038,
  VIRTIO_QUEUE_READY = 0x044,
  VIRTIO_QUEUE_NOTIFY = 0x050,
  VIRTIO_INTERRUPT_STATUS = 0x060,
  VIRTIO_INTERRUPT_ACK = 0x064,
  VIRTIO_STATUS = 0x070,
  VIRTIO_QUEUE_DESCRIPTORS = 0x080, /* low half; the high half follows */
  VIRTIO_QUEUE_AVAILABLE = 0x090,
  VIRTIO_QUEUE_USED = 0x0a0,
};
enum { VIRTIO_MAGIC_VALUE = 0x74726976, VIRTIO_VERSION_MODERN = 2 };
enum { VIRTIO_ID_NONE = 0, VIRTIO_ID_RNG = 4 };
enum { VIRTIO_INTERRUPT_USED = 1, VIRTIO_INTERRUPT_CONFIG = 2 };
enum {
  STATUS_ACKNOWLEDGE = 0x01,
  STATUS_DRIVER = 0x02,
  STATUS_DRIVER_OK = 0x04,
  STATUS_FEATURES_OK = 0x08,
  STATUS_NEEDS_RESET = 0x40,
  STATUS_RUNNING = 0x0f,
};

#define FEATURE_INDIRECT (1ull << 28)
#define FEATURE_VERSION_1 (1ull << 32)

/* Split virtqueue, virtio 1.2 section 2.7, at its largest size here. */
enum { RING_MAX = 8 };
enum { DESCRIPTOR_NEXT = 1, DESCRIPTOR_WRITE = 2, DESCRIPTOR_INDIRECT = 4 };
enum { USED_NO_NOTIFY = 1 };

struct descriptor {
  uint64_t address;
  uint32_t length;
  uint16_t flags;
  uint16_t next;
};

struct available_ring {
  uint16_t flags;
  uint16_t index;
  uint16_t ring[RING_MAX];
  uint16_t used_event;
};

struct used_ring {
  uint16_t flags;
  uint16_t index;
  struct {
    uint32_t id;
    uint32_t length;
  } ring[RING_MAX];
  uint16_t available_event;
};

enum { RNG_BUFFER_BYTES = 64, RNG_BUFFER_WORDS = RNG_BUFFER_BYTES / 8 };

/* A device must not write past a buffer: the guard behind it shows whether it did. */
struct rng_buffer {
  uint64_t words[RNG_BUFFER_WORDS];
  uint64_t guard;
};

/* All memory the device sees. Volatile: it changes behind the compiler's back. */
struct rng_memory {
  struct descriptor descriptors[RING_MAX] __attribute__((aligned(16)));
  struct available_ring available __attribute__((aligned(2)));
  struct used_ring used __attribute__((aligned(4)));
  struct rng_buffer buffers[RING_MAX] __attribute__((aligned(8)));
};
extern volatile struct rng_memory rng_memory;

/* How long the bounded tests wait for entropy. */
enum { RNG_PATIENCE_MS = 30000 };

/* Where the driver says the rings are; the hostile tests lie about it. */
struct rng_rings {
  uint64_t descriptors;
  uint64_t available;
  uint64_t used;
};

struct rng {
  uintptr_t registers;
  uint32_t source; /* at the PLIC */
  struct rng_rings rings;
  uint64_t optional_features; /* accepted when offered */
  unsigned size;              /* of the ring */
  uint16_t available_index;
  uint16_t used_index;
  unsigned in_flight;
  uint64_t sequence;             /* makes the fill pattern of each request another one */
  uint32_t asked[RING_MAX];      /* bytes requested by each slot, 0 = slot free */
  uint64_t pattern[RING_MAX];    /* what the buffer was filled with */
};

struct rng_completion {
  bool any;
  unsigned slot;
  uint32_t length;
};

/* The functions below that return text return NULL on success, else what went wrong. */
const char *rng_find(const struct machine *machine, struct rng *rng);

/*
 * Initialisation as section 3.1.1 says: rng_reset, then rng_launch. Between the two a hostile test may
 * change `rings` and `optional_features`. rng_start does both and expects a running device.
 */
const char *rng_reset(struct rng *rng);
const char *rng_launch(struct rng *rng);
const char *rng_start(struct rng *rng);

uint32_t rng_status(const struct rng *rng);

/* Makes a buffer available; the caller notifies once for a batch. */
void rng_request(struct rng *rng, unsigned slot, uint32_t length);
void rng_notify(struct rng *rng);

/* Notifies even when the device does not want it. */
void rng_kick(struct rng *rng);

/* Takes at most one completion and checks everything the device promised about it. */
const char *rng_collect(struct rng *rng, struct rng_completion *done);

/* Waits for one completion, not longer than RNG_PATIENCE_MS. */
const char *rng_await(struct rng *rng, struct rng_completion *done);

#endif
