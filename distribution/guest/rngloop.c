/* Command `rng-loop`: entropy without end, every completion checked. */
#include <stdbool.h>
#include <stddef.h>

#include "commands.h"
#include "cpu.h"
#include "uart.h"
#include "virtio_rng.h"

struct loop {
  struct rng rng;
  unsigned depth;
  uint64_t limit;     /* bytes, 0 = none */
  uint64_t requests;  /* completed */
  uint64_t bytes;     /* received */
  uint64_t promised;  /* bytes asked for by requests in flight */
  uint64_t asked_at[RING_MAX]; /* how many requests had completed when a slot's was made */
};

/* A device serves its queue in order, so a request that this many others overtook is lost. */
enum { OVERDUE = 64 };

/* Bytes the next request may ask for without passing the limit. */
static uint32_t next_length(const struct loop *loop) {
  if (loop->limit == 0) return RNG_BUFFER_BYTES;
  uint64_t left = loop->limit - loop->bytes - loop->promised;
  return left < RNG_BUFFER_BYTES ? (uint32_t)left : RNG_BUFFER_BYTES;
}

static void fill_slots(struct loop *loop) {
  bool any = false;
  for (unsigned slot = 0; slot < loop->depth; slot++) {
    uint32_t length = next_length(loop);
    if (loop->rng.asked[slot] != 0 || length == 0) continue;
    rng_request(&loop->rng, slot, length);
    loop->promised += length;
    loop->asked_at[slot] = loop->requests;
    any = true;
  }
  if (any) rng_notify(&loop->rng);
}

/* A slot's request length is gone once collected, so take note of all of them before. */
static const char *collect_one(struct loop *loop, bool *any) {
  uint32_t asked[RING_MAX];
  for (unsigned i = 0; i < RING_MAX; i++) asked[i] = loop->rng.asked[i];
  struct rng_completion done;
  const char *problem = rng_collect(&loop->rng, &done);
  *any = done.any;
  if (problem != NULL || !done.any) return problem;
  loop->promised -= asked[done.slot];
  loop->bytes += done.length;
  loop->requests++;
  return NULL;
}

static const char *find_lost(const struct loop *loop) {
  for (unsigned slot = 0; slot < loop->depth; slot++) {
    if (loop->rng.asked[slot] != 0 && loop->requests - loop->asked_at[slot] > OVERDUE) return "a request was lost";
  }
  return NULL;
}

/* However long the host takes: no deadline here, a stalled entropy source is not a fault. */
static const char *pump(struct loop *loop, uint64_t report) {
  while (loop->limit == 0 || loop->bytes < loop->limit) {
    fill_slots(loop);
    bool any;
    const char *problem = collect_one(loop, &any);
    if (problem == NULL && any) problem = find_lost(loop);
    if (problem != NULL) return problem;
    if (!any) pause_hint();
    else if (loop->requests % report == 0) print("rng %lu %lu\n", loop->requests, loop->bytes);
  }
  return NULL;
}

enum exit_code run_rng_loop(const struct machine *machine, const struct options *options) {
  static struct loop loop;
  loop.limit = options->bytes;
  loop.depth = (unsigned)options->depth;
  const char *problem = rng_find(machine, &loop.rng);
  if (problem == NULL) problem = rng_start(&loop.rng);
  if (problem == NULL && loop.depth > loop.rng.size) problem = "depth is larger than the queue";
  if (problem == NULL) problem = pump(&loop, options->report);
  if (problem != NULL) {
    print("RNG FAIL %s\n", problem);
    return EXIT_TEST_FAILED;
  }
  print("RNG DONE %lu %lu\n", loop.requests, loop.bytes);
  return EXIT_PASS;
}
