/* RAM: sparse probes over all of it, then every byte of one MiB at every access width. */
#include <stdbool.h>
#include <stddef.h>

#include "selftest.h"
#include "uart.h"

enum { MAX_PROBES = 65536, DENSE_BYTES = 1 << 20, DENSE_BYTES_MIN = 4096 };

extern char __image_start[], __image_end[]; /* link.ld; stack and bss included */

static bool overlaps(struct range r, uint64_t start, uint64_t size) {
  return start < r.start + r.size && r.start < start + size;
}

static bool in_use(const struct machine *machine, uint64_t start, uint64_t size) {
  struct range image = {(uintptr_t)__image_start, (uintptr_t)(__image_end - __image_start)};
  if (overlaps(image, start, size)) return true;
  for (unsigned i = 0; i < machine->reserved_count; i++) {
    if (overlaps(machine->reserved[i], start, size)) return true;
  }
  return false;
}

static uint64_t ram_bytes(const struct machine *machine) {
  uint64_t bytes = 0;
  for (unsigned i = 0; i < machine->ram_count; i++) bytes += machine->ram[i].size;
  return bytes;
}

static uint64_t probe_stride(const struct machine *machine) {
  uint64_t stride = sizeof(uint64_t);
  while (ram_bytes(machine) / stride > MAX_PROBES) stride *= 2;
  return stride;
}

static bool probe(uint64_t address, uint64_t flip, bool write) {
  volatile uint64_t *cell = (volatile uint64_t *)address;
  if (write) *cell = address ^ flip;
  uint64_t found = *cell;
  if (found == (address ^ flip)) return true;
  print("ram test      0x%lx holds 0x%lx instead of 0x%lx\n", address, found, address ^ flip);
  return false;
}

/* One pass over all RAM; every cell holds its own address, so cells that share memory show in the read pass. */
static bool probe_all(const struct machine *machine, uint64_t stride, uint64_t flip, bool write, uint64_t *count) {
  *count = 0;
  for (unsigned i = 0; i < machine->ram_count; i++) {
    struct range ram = machine->ram[i];
    for (uint64_t offset = 0; offset + sizeof(uint64_t) <= ram.size; offset += stride) {
      if (in_use(machine, ram.start + offset, sizeof(uint64_t))) continue;
      if (!probe(ram.start + offset, flip, write)) return false;
      (*count)++;
    }
  }
  return true;
}

static const char *check_sparse(const struct machine *machine) {
  uint64_t stride = probe_stride(machine);
  uint64_t count = 0;
  static const uint64_t flips[] = {0, UINT64_MAX};
  for (unsigned i = 0; i < 2; i++) {
    if (!probe_all(machine, stride, flips[i], true, &count)) return "ram probe";
    if (!probe_all(machine, stride, flips[i], false, &count)) return "ram probe";
  }
  print("ram test      %lu probes every %lu bytes, address and complement, ok\n", count, stride);
  return NULL;
}

/* The largest free naturally aligned block up to 1 MiB; 0 when there is none. */
static uint64_t free_block(const struct machine *machine, uint64_t size) {
  for (unsigned i = 0; i < machine->ram_count; i++) {
    struct range ram = machine->ram[i];
    uint64_t at = (ram.start + size - 1) & -size;
    for (; at - ram.start + size <= ram.size; at += size) {
      if (!in_use(machine, at, size)) return at;
    }
  }
  return 0;
}

static uint64_t dense_word(uint64_t index, unsigned seed) { return (index + seed) * 0x9e3779b97f4a7c15ull; }

/* Writes in pieces of one type, then reads in the same pieces and as whole words: width and byte order. */
#define DENSE_PASS(type)                                                                        \
  static bool dense_##type(uint64_t start, uint64_t words) {                                    \
    enum { PIECES = sizeof(uint64_t) / sizeof(type), BITS = 8 * sizeof(type) };                 \
    for (uint64_t i = 0; i < words; i++) {                                                      \
      uint64_t value = dense_word(i, BITS);                                                     \
      volatile type *at = (volatile type *)(start + 8 * i);                                     \
      for (unsigned k = 0; k < PIECES; k++) at[k] = (type)(value >> (k * BITS % 64));           \
    }                                                                                           \
    for (uint64_t i = 0; i < words; i++) {                                                      \
      uint64_t value = dense_word(i, BITS);                                                     \
      volatile type *at = (volatile type *)(start + 8 * i);                                     \
      if (*(volatile uint64_t *)at != value) return false;                                      \
      for (unsigned k = 0; k < PIECES; k++) {                                                   \
        if (at[k] != (type)(value >> (k * BITS % 64))) return false;                            \
      }                                                                                         \
    }                                                                                           \
    return true;                                                                                \
  }

DENSE_PASS(uint8_t)
DENSE_PASS(uint16_t)
DENSE_PASS(uint32_t)
DENSE_PASS(uint64_t)

static const char *check_dense(const struct machine *machine) {
  uint64_t size = DENSE_BYTES;
  uint64_t start = free_block(machine, size);
  while (start == 0 && size > DENSE_BYTES_MIN) {
    size /= 2;
    start = free_block(machine, size);
  }
  if (start == 0) return "no free ram for the dense test";
  uint64_t words = size / sizeof(uint64_t);
  if (!dense_uint8_t(start, words) || !dense_uint16_t(start, words) || !dense_uint32_t(start, words) ||
      !dense_uint64_t(start, words)) {
    return "dense ram test";
  }
  print("dense test    %lu KiB at 0x%lx, 8/16/32/64 bit, ok\n", size >> 10, start);
  return NULL;
}

const char *check_ram(const struct machine *machine) {
  if (machine->ram_count == 0) return "no memory node in the device tree";
  for (unsigned i = 0; i < machine->ram_count; i++) {
    print("ram           0x%lx, %lu MiB\n", machine->ram[i].start, machine->ram[i].size >> 20);
  }
  const char *problem = check_sparse(machine);
  return problem != NULL ? problem : check_dense(machine);
}
