#ifndef INTERRUPTS_H
#define INTERRUPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "fdt.h"
#include "virtio_rng.h"

/* Interrupt numbers in `mie`/`sie` and in the cause registers. */
enum { TIMER_M = 7, EXTERNAL_M = 11 };

/* A moment `milliseconds` from now, in ticks of the `time` counter. */
uint64_t deadline_in(uint64_t milliseconds);
bool deadline_passed(uint64_t deadline);

void interrupts_use(const struct machine *machine, uint64_t hart);

/* Each prints a line and returns NULL, or what went wrong. An interrupt too many is wrong as well. */
const char *check_timer_interrupt(void);
const char *check_external_interrupt(struct rng *rng);

/* One access to `address` that is expected to trap; what the trap handler saw. */
struct trap_record {
  bool taken;
  uint64_t cause;
  uint64_t epc;
  uint64_t tval;
};
struct trap_record trap_of(void (*access)(uintptr_t), uintptr_t address);

/* Accesses that may trap; `value` counts when no trap was taken. */
struct trap_record try_load(uintptr_t address, uint64_t *value);
struct trap_record try_store(uintptr_t address, uint64_t value);

#endif
