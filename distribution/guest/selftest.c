/* Instruction checks: results that decoders and translators get wrong first. */
#include "selftest.h"

#include <stddef.h>

#include "uart.h"

#define MIN64 INT64_MIN
#define MAX64 INT64_MAX
#define MIN32 ((int64_t)INT32_MIN)

typedef int64_t binary(int64_t, int64_t);
typedef int64_t atomic(void *, int64_t);

/* isa.S */
binary op_mul, op_mulh, op_mulhu, op_mulhsu, op_mulw, op_div, op_divu, op_rem, op_remu, op_divw, op_divuw, op_remw,
    op_remuw;
atomic amo_swap_w, amo_add_w, amo_xor_w, amo_and_w, amo_or_w, amo_min_w, amo_max_w, amo_minu_w, amo_maxu_w;
atomic amo_swap_d, amo_add_d, amo_xor_d, amo_and_d, amo_or_d, amo_min_d, amo_max_d, amo_minu_d, amo_maxu_d;
int lr_sc_w(void *, int64_t);
int lr_sc_d(void *, int64_t);
uint64_t mix_compressed(uint64_t, uint64_t);
uint64_t mix_plain(uint64_t, uint64_t);

struct binary_case {
  binary *run;
  int64_t a, b, result;
};

static const struct binary_case binary_cases[] = {
    {op_mul, 0x123456789abcdef, -3, -0x369d0369d0369cd},
    {op_mul, MIN64, -1, MIN64},
    {op_mulh, MIN64, MIN64, 1ll << 62},
    {op_mulh, -1, 1, -1},
    {op_mulh, MAX64, MIN64, -(1ll << 62)},
    {op_mulhu, -1, -1, -2},
    {op_mulhu, MIN64, 2, 1},
    {op_mulhsu, -1, -1, -1},
    {op_mulhsu, MIN64, -1, MIN64},
    {op_mulhsu, MAX64, -1, MAX64 - 1},
    {op_mulw, 0x100000001, 0x7fffffff, 0x7fffffff},
    {op_mulw, 0x10000, 0x8000, MIN32},
    {op_div, -7, 2, -3},
    {op_div, MIN64, -1, MIN64},
    {op_div, 42, 0, -1},
    {op_divu, -1, 2, MAX64},
    {op_divu, 42, 0, -1},
    {op_rem, -7, 2, -1},
    {op_rem, 7, -2, 1},
    {op_rem, MIN64, -1, 0},
    {op_rem, -42, 0, -42},
    {op_remu, -1, 10, 5},
    {op_remu, -42, 0, -42},
    {op_divw, MIN32, -1, MIN32},
    {op_divw, 0x500000007, 0x900000002, 3},
    {op_divw, 42, 0, -1},
    {op_divuw, 0x80000000, 1, MIN32},
    {op_divuw, -1, 0x100000000, -1},
    {op_remw, MIN32, -1, 0},
    {op_remw, 0x1fffffff9, 0, -7},
    {op_remuw, -1, 16, 15},
    {op_remuw, 0x80000000, 0, MIN32},
};

/* Both widths start from the same cell; the word forms must leave the upper half alone. */
struct atomic_case {
  atomic *word, *twice;
  int64_t operand;
  int64_t result_word, result_double;
};

#define CELL 0x11223344fffffff0ll
#define CELL_HIGH 0x1122334400000000ll

static const struct atomic_case atomic_cases[] = {
    {amo_swap_w, amo_swap_d, 5, CELL_HIGH | 5, 5},
    {amo_add_w, amo_add_d, 0x20, CELL_HIGH | 0x10, CELL + 0x20},
    {amo_xor_w, amo_xor_d, -1, CELL_HIGH | 0xf, ~CELL},
    {amo_and_w, amo_and_d, 0xff, CELL_HIGH | 0xf0, 0xf0},
    {amo_or_w, amo_or_d, 0xf, CELL_HIGH | 0xffffffff, CELL | 0xf},
    {amo_min_w, amo_min_d, 1, CELL, 1},
    {amo_max_w, amo_max_d, 1, CELL_HIGH | 1, CELL},
    {amo_minu_w, amo_minu_d, 1, CELL_HIGH | 1, 1},
    {amo_maxu_w, amo_maxu_d, -1, CELL_HIGH | 0xffffffff, -1},
};

struct mix_case {
  uint64_t x, y, result;
};

static const struct mix_case mix_cases[] = {
    {0, 0, 0x1fffffff27023e24},
    {0x0123456789abcdef, 0xfedcba9876543210, 0x259426493e2},
    {(uint64_t)MIN64, (uint64_t)-1, 0x1ffffffe4e039c2b},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each returns the number of the first wrong case, or COUNT of its table. */
static uint64_t check_binary(void) {
  uint64_t i = 0;
  for (; i < COUNT(binary_cases); i++) {
    const struct binary_case *c = &binary_cases[i];
    if (c->run(c->a, c->b) != c->result) break;
  }
  return i;
}

static uint64_t check_atomic(void) {
  volatile int64_t cell;
  void *at = (void *)&cell;
  uint64_t i = 0;
  for (; i < COUNT(atomic_cases); i++) {
    const struct atomic_case *c = &atomic_cases[i];
    cell = CELL;
    if (c->word(at, c->operand) != (int32_t)CELL || cell != c->result_word) break;
    cell = CELL;
    if (c->twice(at, c->operand) != CELL || cell != c->result_double) break;
  }
  return i;
}

static bool check_reserved(void) {
  volatile int64_t cell = CELL;
  void *at = (void *)&cell;
  return lr_sc_w(at, 7) && cell == (CELL_HIGH | 7) && lr_sc_d(at, -9) && cell == -9;
}

static uint64_t check_compressed(void) {
  uint64_t i = 0;
  for (; i < COUNT(mix_cases); i++) {
    const struct mix_case *c = &mix_cases[i];
    if (mix_plain(c->x, c->y) != c->result || mix_compressed(c->x, c->y) != c->result) break;
  }
  return i;
}

const char *check_instructions(void) {
  uint64_t binary_right = check_binary();
  uint64_t atomic_right = check_atomic();
  uint64_t mix_right = check_compressed();
  print("instructions  M %lu, A %lu, C %lu cases right\n", binary_right, atomic_right, mix_right);
  if (binary_right != COUNT(binary_cases)) return "M instructions";
  if (atomic_right != COUNT(atomic_cases)) return "A instructions";
  if (!check_reserved()) return "lr/sc";
  return mix_right == COUNT(mix_cases) ? NULL : "C instructions";
}
