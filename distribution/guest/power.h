#ifndef POWER_H
#define POWER_H

#include <stdint.h>

/* The address the test device has until the device tree names another. */
#define TEST_DEVICE_DEFAULT 0x100000ul

/* What the host sees as exit code of the machine. */
enum exit_code {
  EXIT_PASS = 0,
  EXIT_TEST_FAILED = 1,
  EXIT_BAD_COMMAND_LINE = 2,
  EXIT_BAD_DEVICE_TREE = 3,
  EXIT_UNEXPECTED_TRAP = 4,
};

/* 0: the machine has no test device and cannot be switched off. */
void power_use(uintptr_t base);
_Noreturn void power_off(enum exit_code code);

#endif
