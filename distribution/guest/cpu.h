#ifndef CPU_H
#define CPU_H

#include <stdbool.h>
#include <stdint.h>

#define CSR_WRITE(name, value) __asm__ volatile("csrw " #name ", %0" ::"r"(value) : "memory")
#define CSR_SET(name, bits) __asm__ volatile("csrs " #name ", %0" ::"r"(bits) : "memory")
#define CSR_CLEAR(name, bits) __asm__ volatile("csrc " #name ", %0" ::"r"(bits) : "memory")

/* Orders ring memory against ring memory: the device runs beside us and reads what we write. */
static inline void ring_fence(void) { __asm__ volatile("fence rw, rw" ::: "memory"); }

/* The Zihintpause hint. It is coded as a fence, so a core without the hint executes it as one. */
static inline void pause_hint(void) { __asm__ volatile(".word 0x0100000f" ::: "memory"); }

static inline void wait_for_interrupt(void) { __asm__ volatile("wfi" ::: "memory"); }

static inline uint64_t time_now(void) {
  uint64_t ticks;
  __asm__ volatile("csrr %0, time" : "=r"(ticks)::"memory");
  return ticks;
}

/* Orders memory before a register write that hands it to a device; between registers the order is kept anyway. */
static inline void device_fence(void) { __asm__ volatile("fence w, o" ::: "memory"); }

static inline void mmio_write32(uintptr_t address, uint32_t value) { *(volatile uint32_t *)address = value; }
static inline uint32_t mmio_read32(uintptr_t address) { return *(volatile uint32_t *)address; }
static inline void mmio_write64(uintptr_t address, uint64_t value) { *(volatile uint64_t *)address = value; }
static inline uint64_t mmio_read64(uintptr_t address) { return *(volatile uint64_t *)address; }

#endif
