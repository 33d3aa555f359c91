/* Command `hole`: accesses where the machine has nothing must end in access faults. */
#include <stddef.h>

#include "commands.h"
#include "interrupts.h"
#include "uart.h"

enum { FETCH_ACCESS_FAULT = 1, LOAD_ACCESS_FAULT = 5, STORE_ACCESS_FAULT = 7 };

/* Between the platform bus and the PLIC of the "virt" memory map. */
#define HOLE_BELOW_RAM 0x0a000000ul

/* start.S: the access, and the address of its instruction. */
void probe_load(uintptr_t), probe_store(uintptr_t), probe_fetch(uintptr_t);
extern const char probe_load_at[], probe_store_at[];

struct access {
  const char *name;
  void (*run)(uintptr_t);
  uint64_t cause;
  const char *instruction; /* NULL: the trap is at the hole itself */
};

static const struct access accesses[] = {
    {"load", probe_load, LOAD_ACCESS_FAULT, probe_load_at},
    {"store", probe_store, STORE_ACCESS_FAULT, probe_store_at},
    {"fetch", probe_fetch, FETCH_ACCESS_FAULT, NULL},
};

static const char *check(const struct access *access, uintptr_t hole) {
  struct trap_record trap = trap_of(access->run, hole);
  uintptr_t at = access->instruction != NULL ? (uintptr_t)access->instruction : hole;
  print("hole %s 0x%lx: ", access->name, hole);
  if (!trap.taken) {
    print("no trap\n");
    return "no trap";
  }
  print("cause %lu epc 0x%lx tval 0x%lx\n", trap.cause, trap.epc, trap.tval);
  if (trap.cause != access->cause) return "wrong cause";
  if (trap.epc != at) return "wrong epc";
  return trap.tval == hole || trap.tval == 0 ? NULL : "wrong tval"; /* 0 is "not told" */
}

enum exit_code run_hole(const struct machine *machine, const struct options *options) {
  (void)options;
  struct range last = {0, 0};
  for (unsigned i = 0; i < machine->ram_count; i++) {
    if (machine->ram[i].start >= last.start) last = machine->ram[i];
  }
  const uintptr_t holes[] = {HOLE_BELOW_RAM, last.start + last.size};
  const char *problem = NULL;
  for (unsigned i = 0; i < 6 && problem == NULL; i++) problem = check(&accesses[i % 3], holes[i / 3]);
  if (problem != NULL) {
    print("HOLE FAIL %s\n", problem);
    return EXIT_TEST_FAILED;
  }
  print("HOLE PASS\n");
  return EXIT_PASS;
}
