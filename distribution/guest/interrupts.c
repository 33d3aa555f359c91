#include "interrupts.h"

#include <stddef.h>

#include "cpu.h"
#include "power.h"
#include "uart.h"

/* PLIC registers; a context is one hart in one privilege mode. */
enum {
  PLIC_PRIORITY = 0x000000,
  PLIC_ENABLE = 0x002000,
  PLIC_ENABLE_STRIDE = 0x80,
  PLIC_THRESHOLD = 0x200000,
  PLIC_CLAIM = 0x200004,
  PLIC_CONTEXT_STRIDE = 0x1000,
};
enum { CLINT_MTIMECMP = 0x4000, CLINT_MTIME = 0xbff8 };
enum { STATUS_MIE = 1 << 3 };

#define CAUSE_IS_INTERRUPT (1ull << 63)
#define NEVER UINT64_MAX

static const struct machine *machine;
static uint64_t hart;

/* Written by the handler, read by the code that waits for it. */
static volatile unsigned timer_count;
static volatile uint64_t timer_taken_at;
static volatile unsigned external_count;
static volatile uint32_t external_source;
static volatile uint32_t external_status;
static uintptr_t external_device;

uint64_t trap_resume; /* start.S; not 0 while a trap is expected */
static struct trap_record record;

uint64_t deadline_in(uint64_t milliseconds) {
  return time_now() + milliseconds * (machine->timebase / 1000);
}

bool deadline_passed(uint64_t deadline) { return time_now() >= deadline; }

void interrupts_use(const struct machine *of, uint64_t boot_hart) {
  machine = of;
  hart = boot_hart;
}

static void enable_interrupt(unsigned number) {
  CSR_SET(mie, 1ul << number);
  CSR_SET(mstatus, STATUS_MIE);
}

static void disable_interrupts(void) {
  CSR_CLEAR(mstatus, STATUS_MIE);
  CSR_WRITE(mie, 0);
}

static void mask_interrupt(uint64_t number) {
  CSR_CLEAR(mie, 1ul << number);
}

static void set_timer(uint64_t when) { mmio_write64(machine->clint + CLINT_MTIMECMP + 8 * hart, when); }

static uintptr_t plic_context_register(unsigned offset) {
  return machine->plic + offset + (uintptr_t)PLIC_CONTEXT_STRIDE * machine->plic_context;
}

static void on_external_interrupt(void) {
  uint32_t source = mmio_read32(plic_context_register(PLIC_CLAIM));
  external_source = source;
  external_count++;
  if (source == 0) return;
  external_status = mmio_read32(external_device + VIRTIO_INTERRUPT_STATUS);
  mmio_write32(external_device + VIRTIO_INTERRUPT_ACK, external_status);
  mmio_write32(plic_context_register(PLIC_CLAIM), source);
}

/* The tests expect one interrupt each. A line that does not drop would go on for ever: mask it. */
static void on_interrupt(uint64_t number) {
  if (timer_count + external_count > 0) mask_interrupt(number);
  if (number == TIMER_M) {
    timer_taken_at = time_now();
    timer_count++;
    set_timer(NEVER);
  } else {
    on_external_interrupt();
  }
}

static _Noreturn void unexpected_trap(uint64_t cause, uint64_t epc, uint64_t tval) {
  static bool entered;
  if (!entered) { /* a trap while printing must not print again */
    entered = true;
    print("\nTRAP mcause=0x%lx mepc=0x%lx mtval=0x%lx\n", cause, epc, tval);
  }
  power_off(EXIT_UNEXPECTED_TRAP);
}

/* Called from start.S; the result is the address to go on at. */
uint64_t handle_trap(uint64_t cause, uint64_t epc, uint64_t tval) {
  if (cause & CAUSE_IS_INTERRUPT) {
    on_interrupt(cause & ~CAUSE_IS_INTERRUPT);
    return epc;
  }
  if (trap_resume == 0) unexpected_trap(cause, epc, tval);
  record = (struct trap_record){.taken = true, .cause = cause, .epc = epc, .tval = tval};
  return trap_resume;
}

struct trap_record trap_of(void (*access)(uintptr_t), uintptr_t address) {
  record = (struct trap_record){.taken = false};
  access(address);
  return *(volatile struct trap_record *)&record;
}

/* start.S */
uint64_t guarded_load(uintptr_t address);
void guarded_store(uintptr_t address, uint64_t value);

struct trap_record try_load(uintptr_t address, uint64_t *value) {
  record = (struct trap_record){.taken = false};
  *value = guarded_load(address);
  return *(volatile struct trap_record *)&record;
}

struct trap_record try_store(uintptr_t address, uint64_t value) {
  record = (struct trap_record){.taken = false};
  guarded_store(address, value);
  return *(volatile struct trap_record *)&record;
}

/* Both count the same clock; a host may read it in two ways, so allow 10 ms between them. */
static bool clocks_agree(void) {
  uint64_t tolerance = machine->timebase / 100;
  uint64_t before = time_now();
  uint64_t mtime = mmio_read64(machine->clint + CLINT_MTIME);
  uint64_t after = time_now();
  return mtime + tolerance >= before && mtime <= after + tolerance;
}

const char *check_timer_interrupt(void) {
  if (machine->clint == 0) return "no CLINT in the device tree";
  if (!clocks_agree()) return "time counter and CLINT mtime differ";
  timer_count = 0;
  uint64_t target = deadline_in(2);
  uint64_t deadline = deadline_in(10000);
  set_timer(target);
  enable_interrupt(TIMER_M);
  while (timer_count == 0 && !deadline_passed(deadline)) pause_hint();
  if (timer_count == 0) return "no timer interrupt within 10 s";
  /* The handler moved the comparator away: a second one would be a line that does not drop. */
  uint64_t quiet = deadline_in(1);
  while (!deadline_passed(quiet)) pause_hint();
  disable_interrupts();
  if (timer_count != 1) return "timer interrupt repeats";
  if (timer_taken_at < target) return "timer interrupt too early";
  print("timer         1 interrupt, %lu ticks after its time\n", timer_taken_at - target);
  return NULL;
}

static void route_source(uint32_t source, bool on) {
  uintptr_t enable = machine->plic + PLIC_ENABLE + PLIC_ENABLE_STRIDE * machine->plic_context + 4 * (source / 32);
  mmio_write32(machine->plic + PLIC_PRIORITY + 4 * source, on ? 1 : 0);
  mmio_write32(plic_context_register(PLIC_THRESHOLD), 0);
  mmio_write32(enable, on ? 1u << source % 32 : 0);
}

/* The reads before this were polled: a request that the PLIC took then stays until it is claimed. */
static void drop_stale_requests(void) {
  for (uint32_t source = 1; source != 0;) {
    source = mmio_read32(plic_context_register(PLIC_CLAIM));
    mmio_write32(plic_context_register(PLIC_CLAIM), source);
  }
}

/* One request, one interrupt: the handler claims, acknowledges and completes. */
static const char *take_external(struct rng *rng) {
  timer_count = external_count = 0;
  enable_interrupt(EXTERNAL_M);
  rng_request(rng, 0, RNG_BUFFER_BYTES);
  rng_notify(rng);
  uint64_t deadline = deadline_in(RNG_PATIENCE_MS);
  while (external_count == 0 && !deadline_passed(deadline)) pause_hint();
  disable_interrupts();
  if (external_count == 0) return "no external interrupt in time";
  if (external_count != 1) return "external interrupt repeats";
  if (external_source != rng->source) return "interrupt from another source";
  if ((external_status & VIRTIO_INTERRUPT_USED) == 0) return "interrupt without used-buffer status";
  if (mmio_read32(rng->registers + VIRTIO_INTERRUPT_STATUS) != 0) return "acknowledge without effect";
  if (mmio_read32(plic_context_register(PLIC_CLAIM)) != 0) return "interrupt pending after completion";
  struct rng_completion done;
  return rng_await(rng, &done);
}

const char *check_external_interrupt(struct rng *rng) {
  if (machine->plic == 0 || !machine->plic_context_known) return "no PLIC context for this hart";
  if (rng->source == 0) return "no interrupt for the virtio device in the tree";
  external_device = rng->registers;
  route_source(rng->source, true);
  drop_stale_requests();
  /* The source can interrupt a second time only if the first one was completed. */
  const char *problem = take_external(rng);
  if (problem == NULL) problem = take_external(rng);
  route_source(rng->source, false);
  if (problem != NULL) return problem;
  print("external irq  source %lu at context %lu, claimed and completed twice\n",
        (uint64_t)external_source, (uint64_t)machine->plic_context);
  return NULL;
}
