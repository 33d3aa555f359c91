#include "uart.h"

#include <stdarg.h>
#include <stdbool.h>

#include "cpu.h"

/* 16550A, byte registers. The FIFO control register is left alone: changing it drops input that waits. */
enum {
  UART_DATA = 0,
  UART_INTERRUPT_ENABLE = 1,
  UART_LINE_CONTROL = 3,
  UART_LINE_STATUS = 5,
};
enum { LINE_8N1 = 0x03 };
enum { STATUS_DATA_READY = 0x01, STATUS_TRANSMIT_EMPTY = 0x20 };

static uintptr_t uart = UART_DEFAULT;

static volatile uint8_t *reg(unsigned offset) { return (volatile uint8_t *)(uart + offset); }

void uart_use(uintptr_t base) {
  uart = base;
  if (base != 0) {
    *reg(UART_LINE_CONTROL) = LINE_8N1;
    *reg(UART_INTERRUPT_ENABLE) = 0;
  }
}

void uart_put(char byte) {
  if (uart == 0) return;
  while ((*reg(UART_LINE_STATUS) & STATUS_TRANSMIT_EMPTY) == 0) pause_hint();
  *reg(UART_DATA) = (uint8_t)byte;
}

char uart_get(void) {
  if (uart == 0) {
    for (;;) wait_for_interrupt();
  }
  while ((*reg(UART_LINE_STATUS) & STATUS_DATA_READY) == 0) pause_hint();
  return (char)*reg(UART_DATA);
}

static void put_text(const char *text) {
  for (; *text != 0; text++) {
    if (*text == '\n') uart_put('\r');
    uart_put(*text);
  }
}

static void put_number(uint64_t value, unsigned base, unsigned width, char pad) {
  char digits[20];
  unsigned count = 0;
  do {
    digits[count++] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value != 0);
  for (unsigned i = count; i < width; i++) uart_put(pad);
  while (count > 0) uart_put(digits[--count]);
}

void print(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  for (; *format != 0; format++) {
    if (*format != '%') {
      const char one[2] = {*format, 0};
      put_text(one);
      continue;
    }
    format++;
    char pad = *format == '0' ? '0' : ' ';
    unsigned width = 0;
    for (; *format >= '0' && *format <= '9'; format++) width = width * 10 + (unsigned)(*format - '0');
    if (*format == 'l') format++;
    switch (*format) {
      case 's': put_text(va_arg(arguments, const char *)); break;
      case 'c': uart_put((char)va_arg(arguments, int)); break;
      case 'u': put_number(va_arg(arguments, uint64_t), 10, width, pad); break;
      default: put_number(va_arg(arguments, uint64_t), 16, width, pad); break;
    }
  }
  va_end(arguments);
}
