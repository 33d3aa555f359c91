/* The demo guest: reads its command from /chosen/bootargs and runs it. */
#include <stddef.h>

#include "commands.h"
#include "cpu.h"
#include "fdt.h"
#include "interrupts.h"
#include "selftest.h"
#include "text.h"
#include "uart.h"
#include "virtio_rng.h"

enum { WORD_BYTES = 64, DEFAULT_TIMEBASE = 10000000, DEFAULT_REPORT = 1000 };

/* Visible in the symbol table: shows from outside whether the machine runs. */
volatile uint64_t spin_count;

static void print_machine(const struct machine *m, uint64_t hart) {
  print("\nBackplane demo guest, RV64, hart %lu\n", hart);
  print("device tree   %s, %lu nodes, %lu bytes at 0x%lx\n", m->model, m->nodes, m->tree_bytes, m->reserved[0].start);
  print("devices       uart 0x%lx, test 0x%lx, clint 0x%lx, plic 0x%lx\n", m->uart, m->test_device, m->clint, m->plic);
}

static const char *print_virtio(const struct machine *m) {
  uint64_t used = 0;
  for (unsigned i = 0; i < m->virtio_count; i++) {
    uintptr_t base = m->virtio[i].base;
    if (mmio_read32(base + VIRTIO_MAGIC) != VIRTIO_MAGIC_VALUE) return "virtio slot without magic number";
    uint64_t id = mmio_read32(base + VIRTIO_DEVICE_ID);
    if (id == VIRTIO_ID_NONE) continue;
    used++;
    print("virtio        0x%lx, source %lu: device %lu, version %lu\n", base, (uint64_t)m->virtio[i].source, id,
          (uint64_t)mmio_read32(base + VIRTIO_VERSION));
  }
  print("virtio        %lu of %lu slots in use\n", used, (uint64_t)m->virtio_count);
  return NULL;
}

static enum exit_code run_demo(const struct machine *machine, const struct options *options) {
  (void)options;
  struct rng rng;
  const char *problem = print_virtio(machine);
  if (problem == NULL) problem = check_instructions();
  if (problem == NULL) problem = check_ram(machine);
  if (problem == NULL) problem = check_timer_interrupt();
  if (problem == NULL) problem = rng_find(machine, &rng);
  if (problem == NULL) problem = check_entropy(&rng);
  if (problem == NULL) problem = check_external_interrupt(&rng);
  if (problem != NULL) {
    print("DEMO FAIL %s\n", problem);
    return EXIT_TEST_FAILED;
  }
  print("DEMO PASS\n");
  return EXIT_PASS;
}

static enum exit_code run_echo(const struct machine *machine, const struct options *options) {
  (void)machine, (void)options;
  print("ECHO\n");
  char c;
  do {
    c = uart_get();
    uart_put(c);
  } while (c != 'q');
  print("\nECHO DONE\n");
  return EXIT_PASS;
}

static _Noreturn void count_forever(void) {
  for (;;) spin_count++;
}

static enum exit_code run_spin(const struct machine *machine, const struct options *options) {
  (void)machine, (void)options;
  print("SPIN\n");
  count_forever();
}

static _Noreturn void wait_forever(void) {
  for (;;) wait_for_interrupt();
}

static enum exit_code run_idle(const struct machine *machine, const struct options *options) {
  (void)machine, (void)options;
  print("IDLE\n");
  wait_forever();
}

static const struct {
  const char *word;
  command *run;
} commands[] = {
    {"demo", run_demo}, {"rng-loop", run_rng_loop}, {"echo", run_echo},
    {"hole", run_hole}, {"spin", run_spin},         {"idle", run_idle},
};

static command *command_named(const char *word) {
  for (unsigned i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    if (text_equal(word, commands[i].word)) return commands[i].run;
  }
  return NULL;
}

/* A number option in its bounds; false when the word is another option. */
static bool number_option(const char *word, const char *key, uint64_t least, uint64_t most, uint64_t *value) {
  const char *text = text_after(word, key);
  return text != NULL && text_number(text, value) && *value >= least && *value <= most;
}

/* The kind outlives the word buffer. */
static char bad_ring_kind[WORD_BYTES];

/* probe=ADDR[,wait] */
static bool take_probe(const char *word, struct options *options) {
  const char *text = text_after(word, "probe=");
  if (text == NULL || (text = text_number_item(text, &options->memory.start)) == NULL) return false;
  options->wait = text_equal(text, "wait");
  return options->wait || *text == 0;
}

/* touch=ADDR,LEN: whole words in whole numbers */
static bool take_touch(const char *word, struct options *options) {
  struct range *memory = &options->memory;
  const char *text = text_after(word, "touch=");
  if (text == NULL || (text = text_number_item(text, &memory->start)) == NULL) return false;
  return text_number(text, &memory->size) && memory->size != 0 && (memory->start | memory->size) % 8 == 0 &&
         memory->start + memory->size > memory->start;
}

static bool take_word(const char *word, command **run, struct options *options) {
  const char *kind = text_after(word, "bad-ring=");
  if (kind != NULL) {
    unsigned i = 0;
    for (; kind[i] != 0; i++) bad_ring_kind[i] = kind[i];
    bad_ring_kind[i] = 0;
    options->bad_ring = bad_ring_kind;
    *run = run_bad_ring;
    return true;
  }
  command *named = command_named(word);
  if (named == NULL && take_probe(word, options)) named = run_probe;
  if (named == NULL && take_touch(word, options)) named = run_touch;
  if (named != NULL) *run = named;
  return named != NULL || number_option(word, "bytes=", 1, UINT64_MAX, &options->bytes) ||
         number_option(word, "depth=", 1, RING_MAX, &options->depth) ||
         number_option(word, "report=", 1, UINT64_MAX, &options->report);
}

/* Copies the next blank-separated word; returns the rest of the text, or NULL when there is no word. */
static const char *next_word(const char *text, char word[WORD_BYTES]) {
  while (*text == ' ') text++;
  if (*text == 0) return NULL;
  unsigned length = 0;
  for (; *text != 0 && *text != ' '; text++) {
    if (length < WORD_BYTES - 1) word[length++] = *text;
  }
  word[length] = 0;
  return text;
}

static enum exit_code run_command_line(const struct machine *machine) {
  struct options options = {.bytes = 0, .depth = 1, .report = DEFAULT_REPORT, .bad_ring = "", .memory = {0, 0}, .wait = false};
  command *run = run_demo;
  char word[WORD_BYTES];
  const char *rest = machine->bootargs;
  while ((rest = next_word(rest, word)) != NULL) {
    if (!take_word(word, &run, &options)) {
      print("BAD WORD '%s'; use demo, rng-loop [bytes=N] [depth=1..8] [report=N], echo, bad-ring=KIND|all, "
            "hole, probe=ADDR[,wait], touch=ADDR,LEN, spin or idle\n", word);
      return EXIT_BAD_COMMAND_LINE;
    }
  }
  return run(machine, &options);
}

/* Called from start.S with the registers of the machine's entry. */
_Noreturn void guest_main(uint64_t hart, const void *tree) {
  static struct machine machine;
  const char *problem = fdt_read(tree, hart, EXTERNAL_M, &machine);
  if (problem != NULL) {
    /* Nothing is known of the machine: say so at the usual addresses. */
    print("DEVICE TREE FAIL %s\n", problem);
    power_off(EXIT_BAD_DEVICE_TREE);
  }
  if (machine.timebase == 0) machine.timebase = DEFAULT_TIMEBASE;
  uart_use(machine.uart);
  power_use(machine.test_device);
  interrupts_use(&machine, hart);
  print_machine(&machine, hart);
  power_off(run_command_line(&machine));
}
