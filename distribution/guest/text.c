#include "text.h"

void *memset(void *at, int byte, size_t count) {
  volatile uint8_t *to = at; /* volatile: the compiler must not turn this loop into a call of itself */
  for (size_t i = 0; i < count; i++) to[i] = (uint8_t)byte;
  return at;
}

void *memcpy(void *to, const void *from, size_t count) {
  volatile uint8_t *target = to;
  const uint8_t *source = from;
  for (size_t i = 0; i < count; i++) target[i] = source[i];
  return to;
}

bool text_equal(const char *a, const char *b) {
  const char *rest = text_after(a, b);
  return rest != NULL && *rest == 0;
}

const char *text_after(const char *text, const char *prefix) {
  while (*prefix != 0) {
    if (*text++ != *prefix++) return NULL;
  }
  return text;
}

static unsigned digit_of(char c) {
  if (c >= '0' && c <= '9') return (unsigned)(c - '0');
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10) : 99;
}

static unsigned suffix_shift(char c) {
  switch (c) {
    case 'K': return 10;
    case 'M': return 20;
    case 'G': return 30;
    default: return 0;
  }
}

/* Returns what follows the number. */
static const char *text_number_start(const char *text, uint64_t *value) {
  const char *hex = text_after(text, "0x");
  unsigned base = hex != NULL ? 16 : 10;
  const char *at = hex != NULL ? hex : text;
  const char *first = at;
  uint64_t number = 0;
  for (; digit_of(*at) < base; at++) {
    if (number > (UINT64_MAX - 15) / 16) return NULL;
    number = number * base + digit_of(*at);
  }
  if (at == first) return NULL;
  unsigned shift = suffix_shift(*at);
  if (shift != 0) at++;
  *value = number << shift;
  return *value >> shift == number ? at : NULL;
}

bool text_number(const char *text, uint64_t *value) {
  const char *rest = text_number_start(text, value);
  return rest != NULL && *rest == 0;
}

const char *text_number_item(const char *text, uint64_t *value) {
  const char *rest = text_number_start(text, value);
  if (rest == NULL || (*rest != 0 && *rest != ',')) return NULL;
  return *rest == ',' ? rest + 1 : rest;
}
