/* The virtio-rng part of the self test: 4 KiB, and a look at whether they can be random at all. */
#include <stdbool.h>
#include <stddef.h>

#include "selftest.h"
#include "text.h"
#include "uart.h"

enum { SAMPLE_BYTES = 4096, SAMPLE_WORDS = SAMPLE_BYTES / 8, BLOCK_WORDS = 2 };

/* Half of 32768 bits, give or take 15 standard deviations: no honest source is refused. */
enum { ONES_MIN = 16384 - 1358, ONES_MAX = 16384 + 1358 };

static uint64_t sample[SAMPLE_WORDS];

static const char *read_sample(struct rng *rng, uint64_t *requests) {
  uint32_t filled = 0;
  *requests = 0;
  while (filled < SAMPLE_BYTES) {
    uint32_t missing = SAMPLE_BYTES - filled;
    rng_request(rng, 0, missing < RNG_BUFFER_BYTES ? missing : RNG_BUFFER_BYTES);
    rng_notify(rng);
    struct rng_completion done;
    const char *problem = rng_await(rng, &done);
    if (problem != NULL) return problem;
    memcpy((uint8_t *)sample + filled, (const void *)rng_memory.buffers[done.slot].words, done.length);
    filled += done.length;
    (*requests)++;
  }
  return NULL;
}

static uint64_t count_ones(void) {
  uint64_t ones = 0;
  for (unsigned i = 0; i < SAMPLE_WORDS; i++) {
    for (uint64_t word = sample[i]; word != 0; word &= word - 1) ones++;
  }
  return ones;
}

static bool repeats_block(void) {
  for (unsigned i = BLOCK_WORDS; i < SAMPLE_WORDS; i += BLOCK_WORDS) {
    if (sample[i] == sample[i - 2] && sample[i + 1] == sample[i - 1]) return true;
  }
  return false;
}

const char *check_entropy(struct rng *rng) {
  const char *problem = rng_start(rng);
  uint64_t requests;
  if (problem == NULL) problem = read_sample(rng, &requests);
  if (problem != NULL) return problem;
  uint64_t ones = count_ones();
  if (ones == 0) return "entropy is all zero";
  if (ones < ONES_MIN || ones > ONES_MAX) return "entropy has a lopsided bit count";
  if (repeats_block()) return "entropy repeats a block";
  print("entropy       %lu bytes in %lu requests, %lu of %lu bits set\n", (uint64_t)SAMPLE_BYTES, requests, ones,
        8ul * SAMPLE_BYTES);
  print("sample        ");
  for (unsigned i = 0; i < 16; i++) print("%02lx", (uint64_t)((uint8_t *)sample)[i]);
  print("\n");
  return NULL;
}
