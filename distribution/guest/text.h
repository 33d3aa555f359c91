#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Called by compiler-made code, hence the standard names. */
void *memset(void *at, int byte, size_t count);
void *memcpy(void *to, const void *from, size_t count);

bool text_equal(const char *a, const char *b);

/* The rest of `text` after `prefix`, or NULL when it starts otherwise. */
const char *text_after(const char *text, const char *prefix);

/* Decimal or 0x number with an optional K, M or G; false when it is malformed or too large. */
bool text_number(const char *text, uint64_t *value);

/* The same before a comma; returns what follows that, an empty text when there is none, or NULL when it is no number. */
const char *text_number_item(const char *text, uint64_t *value);

#endif
