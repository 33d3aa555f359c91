/* Command `bad-ring`: a driver that breaks the rules. The device has to stop, say so, and recover. */
#include <stdbool.h>
#include <stddef.h>

#include "commands.h"
#include "cpu.h"
#include "interrupts.h"
#include "text.h"
#include "uart.h"
#include "virtio_rng.h"

enum { VERDICT_PATIENCE_MS = 3000, QUIET_MS = 1000 };

/* Turns honest set-up into the fault; `outside` is the first address behind RAM. */
typedef void spoil(struct rng *rng, uint64_t outside);

struct fault {
  const char *kind;
  spoil *before_launch; /* may be NULL */
  spoil *before_kick;   /* may be NULL */
  bool may_ignore;      /* doing nothing is a correct answer, too */
};

#define UNUSED __attribute__((unused))

static volatile struct descriptor *const descriptors = rng_memory.descriptors;

static void descriptors_outside(struct rng *rng, uint64_t outside) { rng->rings.descriptors = outside; }
static void available_outside(struct rng *rng, uint64_t outside) { rng->rings.available = outside; }
static void used_outside(struct rng *rng, uint64_t outside) { rng->rings.used = outside; }
static void want_indirect(struct rng *rng, uint64_t outside UNUSED) { rng->optional_features = FEATURE_INDIRECT; }

static void buffer_outside(struct rng *rng UNUSED, uint64_t outside) { descriptors[0].address = outside; }
static void buffer_across_end(struct rng *rng UNUSED, uint64_t outside) { descriptors[0].address = outside - 16; }
static void buffer_wraps(struct rng *rng UNUSED, uint64_t outside UNUSED) { descriptors[0].address = UINT64_MAX - 15; }

static void chain_loops(struct rng *rng UNUSED, uint64_t outside UNUSED) {
  descriptors[0].flags = descriptors[1].flags = DESCRIPTOR_WRITE | DESCRIPTOR_NEXT;
  descriptors[0].next = 1;
  descriptors[1].next = 0;
}

static void next_out_of_range(struct rng *rng, uint64_t outside UNUSED) {
  descriptors[0].flags = DESCRIPTOR_WRITE | DESCRIPTOR_NEXT;
  descriptors[0].next = (uint16_t)rng->size;
}

static void head_out_of_range(struct rng *rng, uint64_t outside UNUSED) {
  rng_memory.available.ring[0] = (uint16_t)rng->size;
}

static void index_jumps(struct rng *rng, uint64_t outside UNUSED) {
  rng_memory.available.index = (uint16_t)(rng->size + 1);
}

static void length_zero(struct rng *rng UNUSED, uint64_t outside UNUSED) { descriptors[0].length = 0; }

static void buffer_readable(struct rng *rng UNUSED, uint64_t outside UNUSED) { descriptors[0].flags = 0; }

/* One and a half entries. The whole one is sound, so that only the length can be the complaint. */
static void indirect_length(struct rng *rng UNUSED, uint64_t outside UNUSED) {
  descriptors[0].address = (uintptr_t)&descriptors[1];
  descriptors[0].length = sizeof(struct descriptor) * 3 / 2;
  descriptors[0].flags = DESCRIPTOR_INDIRECT;
}

/* Entries of the same kind are parts of one test and stand together. */
static const struct fault faults[] = {
    {"desc-outside", descriptors_outside, NULL, false},
    {"avail-outside", available_outside, NULL, false},
    {"used-outside", used_outside, NULL, false},
    {"buffer-outside", NULL, buffer_outside, false},
    {"buffer-outside", NULL, buffer_across_end, false},
    {"buffer-outside", NULL, buffer_wraps, false},
    {"loop", NULL, chain_loops, false},
    {"next-range", NULL, next_out_of_range, false},
    {"head-range", NULL, head_out_of_range, false},
    {"idx-jump", NULL, index_jumps, false},
    {"zero-length", NULL, length_zero, false},
    {"readable", NULL, buffer_readable, true},
    {"indirect-bad", want_indirect, indirect_length, false},
};

enum { FAULTS = sizeof faults / sizeof faults[0] };

static uint64_t end_of_ram(const struct machine *machine) {
  uint64_t end = 0;
  for (unsigned i = 0; i < machine->ram_count; i++) {
    uint64_t here = machine->ram[i].start + machine->ram[i].size;
    if (here > end) end = here;
  }
  return end;
}

/* Sound requests in every slot; the fault is laid over that. */
static void fill_ring(const struct rng *rng) {
  for (unsigned i = 0; i < rng->size; i++) {
    descriptors[i].address = (uintptr_t)rng_memory.buffers[i].words;
    descriptors[i].length = RNG_BUFFER_BYTES;
    descriptors[i].flags = DESCRIPTOR_WRITE;
    rng_memory.available.ring[i] = (uint16_t)i;
  }
}

/* Last of all: a device may look at the ring before it is kicked. A fault may have set the index itself. */
static void make_available(void) {
  ring_fence();
  if (rng_memory.available.index == 0) rng_memory.available.index = 1;
}

static bool needs_reset_within(const struct rng *rng, uint64_t milliseconds) {
  uint64_t deadline = deadline_in(milliseconds);
  do {
    if ((rng_status(rng) & STATUS_NEEDS_RESET) != 0) return true;
    pause_hint();
  } while (!deadline_passed(deadline));
  return false;
}

/* A device that runs has to tell about its failure by a configuration interrupt as well. */
static const char *check_notified(const struct rng *rng) {
  uint64_t deadline = deadline_in(QUIET_MS);
  do {
    uint32_t pending = mmio_read32(rng->registers + VIRTIO_INTERRUPT_STATUS);
    if ((pending & VIRTIO_INTERRUPT_CONFIG) != 0) return NULL;
  } while (!deadline_passed(deadline));
  return "NEEDS_RESET without configuration interrupt";
}

static const char *check_ignored(void) {
  if (rng_memory.used.index != 0 && rng_memory.used.ring[0].length != 0) return "bytes used in a read-only buffer";
  if (rng_memory.buffers[0].words[0] != 0) return "read-only buffer was written";
  return NULL;
}

static const char *provoke(struct rng *rng, const struct fault *fault, uint64_t outside) {
  const char *problem = rng_reset(rng);
  if (problem == NULL && fault->before_launch != NULL) fault->before_launch(rng, outside);
  if (problem == NULL) problem = rng_launch(rng);
  if (problem != NULL) return problem;
  bool failed_at_once = (rng_status(rng) & STATUS_NEEDS_RESET) != 0;
  fill_ring(rng);
  if (fault->before_kick != NULL) fault->before_kick(rng, outside);
  make_available();
  rng_kick(rng);
  if (needs_reset_within(rng, fault->may_ignore ? QUIET_MS : VERDICT_PATIENCE_MS)) {
    return failed_at_once ? NULL : check_notified(rng);
  }
  return fault->may_ignore ? check_ignored() : "no NEEDS_RESET";
}

static const char *recover(struct rng *rng) {
  const char *problem = rng_start(rng);
  if (problem != NULL) return problem;
  rng_request(rng, 0, RNG_BUFFER_BYTES);
  rng_notify(rng);
  struct rng_completion done;
  return rng_await(rng, &done);
}

/* Runs all entries of the kind at `first`; returns the index behind them. */
static unsigned run_kind(struct rng *rng, unsigned first, uint64_t outside, bool *passed) {
  const char *kind = faults[first].kind;
  const char *problem = NULL;
  unsigned i = first;
  for (; i < FAULTS && text_equal(faults[i].kind, kind); i++) {
    const char *found = provoke(rng, &faults[i], outside);
    const char *after = recover(rng);
    if (problem == NULL) problem = found != NULL ? found : after;
  }
  if (problem == NULL) {
    print("BADRING %s PASS\n", kind);
  } else {
    print("BADRING %s FAIL %s\n", kind, problem);
    *passed = false;
  }
  return i;
}

enum exit_code run_bad_ring(const struct machine *machine, const struct options *options) {
  struct rng rng;
  const char *problem = rng_find(machine, &rng);
  bool all = text_equal(options->bad_ring, "all");
  bool passed = true;
  bool known = false;
  for (unsigned i = 0; problem == NULL && i < FAULTS;) {
    bool wanted = all || text_equal(options->bad_ring, faults[i].kind);
    known |= wanted;
    i = wanted ? run_kind(&rng, i, end_of_ram(machine), &passed) : i + 1;
  }
  if (problem == NULL && !known) problem = "unknown kind";
  if (problem != NULL) {
    print("BADRING FAIL %s\n", problem);
    return EXIT_TEST_FAILED;
  }
  if (all) print("BADRING %s\n", passed ? "PASS" : "FAIL");
  return passed ? EXIT_PASS : EXIT_TEST_FAILED;
}
