#ifndef SELFTEST_H
#define SELFTEST_H

#include "fdt.h"
#include "virtio_rng.h"

/* Each prints a line of the report and returns NULL, or what failed. */
const char *check_instructions(void);
const char *check_ram(const struct machine *machine);
const char *check_entropy(struct rng *rng);

#endif
