/* Command `touch`: walks a range of memory for ever, whatever becomes of the memory. */
#include <stdbool.h>

#include "commands.h"
#include "interrupts.h"
#include "uart.h"

enum { REPORT_MS = 500, WORD = sizeof(uint64_t) };

struct walk {
  uint64_t rounds;     /* complete walks */
  uint64_t stamp;      /* one more for every walk: what its words are made of */
  uint64_t cause;      /* of the fault that ended the last walk, 0 when it was complete */
  uintptr_t known_end; /* the words before it are those of the last walk */
  bool changed;        /* one that was not has been told since the last report */
};

static uint64_t word_of(uintptr_t address, uint64_t stamp) { return (address ^ stamp) * 0x9e3779b97f4a7c15ull; }

/* Each change is told once: a fault that stays must not fill the console. */
static void note_end(struct walk *walk, uint64_t cause, uintptr_t address) {
  if (cause != 0 && cause != walk->cause) print("touch fault %lu at 0x%lx\n", cause, address);
  if (cause == 0 && walk->cause != 0) print("touch works again\n");
  walk->cause = cause;
  walk->known_end = address;
}

/* Every word must still be what the last walk wrote, and gets a new value. */
static void walk_once(struct walk *walk, struct range range) {
  uint64_t last = walk->stamp++;
  uintptr_t end = range.start + range.size;
  for (uintptr_t at = range.start; at < end; at += WORD) {
    uint64_t found;
    struct trap_record trap = try_load(at, &found);
    if (!trap.taken && !walk->changed && at < walk->known_end && found != word_of(at, last)) {
      print("touch changed at 0x%lx\n", at);
      walk->changed = true;
    }
    if (!trap.taken) trap = try_store(at, word_of(at, walk->stamp));
    if (trap.taken) {
      note_end(walk, trap.cause, at);
      return;
    }
  }
  note_end(walk, 0, end);
  walk->rounds++;
}

static _Noreturn void walk_forever(struct range range) {
  struct walk walk = {.rounds = 0, .stamp = 0, .cause = 0, .known_end = range.start, .changed = false};
  uint64_t report = 0;
  for (;;) {
    walk_once(&walk, range);
    if (deadline_passed(report)) {
      print("touch %lu\n", walk.rounds);
      report = deadline_in(REPORT_MS);
      walk.changed = false;
    }
  }
}

enum exit_code run_touch(const struct machine *machine, const struct options *options) {
  (void)machine;
  walk_forever(options->memory);
}
