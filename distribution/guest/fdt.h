#ifndef FDT_H
#define FDT_H

#include <stdbool.h>
#include <stdint.h>

enum { MAX_RAM = 8, MAX_RESERVED = 16, MAX_VIRTIO = 32 };

struct range {
  uint64_t start;
  uint64_t size;
};

struct virtio_slot {
  uintptr_t base;
  uint32_t source; /* interrupt source number at the PLIC */
};

/* What this program needs to know of the machine; an address of 0 means "not there". */
struct machine {
  const char *model;
  const char *bootargs;
  uint64_t tree_bytes;
  uint64_t nodes;
  uint64_t timebase; /* ticks of the `time` counter per second */
  uintptr_t uart;
  uintptr_t test_device;
  uintptr_t clint;
  uintptr_t plic;
  uint32_t plic_context; /* of the hart and mode this program runs in */
  bool plic_context_known;
  unsigned ram_count;
  struct range ram[MAX_RAM];
  unsigned reserved_count;
  struct range reserved[MAX_RESERVED];
  unsigned virtio_count;
  struct virtio_slot virtio[MAX_VIRTIO];
};

/*
 * Reads the flattened device tree. `plic_line` is the hart's interrupt number that the PLIC context
 * drives (11 in M-mode, 9 in S-mode). Returns NULL, or what is wrong with the tree. The strings of the
 * result point into the tree, which therefore has to stay unharmed; it is part of `reserved`.
 */
const char *fdt_read(const void *tree, uint64_t hart, uint32_t plic_line, struct machine *machine);

#endif
