#ifndef UART_H
#define UART_H

#include <stdint.h>

/* The address the console has until the device tree names another. */
#define UART_DEFAULT 0x10000000ul

/* 0 makes the console mute. */
void uart_use(uintptr_t base);
void uart_put(char byte);

/* Waits for one byte of input. */
char uart_get(void);

/* A small printf: %s %c %lu %lx, zero padding and width as in %02lx. A newline goes out as CR LF. */
__attribute__((format(printf, 1, 2))) void print(const char *format, ...);

#endif
