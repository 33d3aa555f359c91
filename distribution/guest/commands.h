#ifndef COMMANDS_H
#define COMMANDS_H

#include "fdt.h"
#include "power.h"

/* What the command line asks for; numbers have their defaults when not given. */
struct options {
  uint64_t bytes;       /* rng-loop: stop after so many, 0 = never */
  uint64_t depth;       /* rng-loop: requests in flight */
  uint64_t report;      /* rng-loop: requests between two progress lines */
  const char *bad_ring; /* bad-ring: kind or "all" */
  struct range memory;  /* probe, touch: where; probe has no size */
  bool wait;            /* probe: until a load works */
};

/* A command runs to its end and says how the machine is to exit; some never return. */
typedef enum exit_code command(const struct machine *machine, const struct options *options);

command run_rng_loop, run_bad_ring, run_hole, run_probe, run_touch;

#endif
