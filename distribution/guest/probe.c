/* Command `probe`: what a load and a store at one address come to, at once or when memory comes there. */
#include <stddef.h>

#include "commands.h"
#include "cpu.h"
#include "interrupts.h"
#include "uart.h"

enum { RETRY_MS = 50, PATTERN_BYTES = 64 << 10, WORD = sizeof(uint64_t) };

static void pause_for(uint64_t milliseconds) {
  uint64_t deadline = deadline_in(milliseconds);
  while (!deadline_passed(deadline)) pause_hint();
}

/* The word is written back as it was found. */
static bool probe(uintptr_t address, bool *writable) {
  uint64_t found;
  struct trap_record load = try_load(address, &found);
  if (load.taken) {
    print("probe 0x%lx load fault %lu\n", address, load.cause);
    return false;
  }
  struct trap_record store = try_store(address, found);
  *writable = !store.taken;
  if (store.taken) {
    print("probe 0x%lx load 0x%lx store fault %lu\n", address, found, store.cause);
  } else {
    print("probe 0x%lx load 0x%lx store ok\n", address, found);
  }
  return true;
}

/* The first time it says what is missing; then it is silent until a load works. */
static bool probe_until_there(uintptr_t address) {
  bool writable = false;
  if (probe(address, &writable)) return writable;
  for (uint64_t word; try_load(address, &word).taken;) pause_for(RETRY_MS);
  return probe(address, &writable) && writable;
}

static uint64_t pattern(uintptr_t address) { return address * 0x9e3779b97f4a7c15ull; }

/* Memory may go while this works on it, so every access is guarded. */
static const char *check_pattern(uintptr_t start) {
  for (uintptr_t at = start; at < start + PATTERN_BYTES; at += WORD) {
    if (try_store(at, pattern(at)).taken) return "a store of the pattern faulted";
  }
  for (uintptr_t at = start; at < start + PATTERN_BYTES; at += WORD) {
    uint64_t found;
    if (try_load(at, &found).taken) return "a load of the pattern faulted";
    if (found != pattern(at)) return "the pattern is not what was written";
  }
  print("probe 0x%lx pattern over %lu bytes ok\n", start, (uint64_t)PATTERN_BYTES);
  return NULL;
}

enum exit_code run_probe(const struct machine *machine, const struct options *options) {
  (void)machine;
  uintptr_t address = options->memory.start;
  const char *problem = NULL;
  if (options->wait) {
    if (probe_until_there(address)) problem = check_pattern(address);
  } else {
    bool writable;
    probe(address, &writable);
  }
  if (problem != NULL) {
    print("PROBE FAIL %s\n", problem);
    return EXIT_TEST_FAILED;
  }
  print("PROBE DONE\n");
  return EXIT_PASS;
}
