/* Reads /dev/urandom in blocks of a size for some milliseconds; prints the bytes and the nanoseconds. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static long long nanos(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000ll + now.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: urandom BLOCK_BYTES MILLISECONDS\n");
    return 2;
  }
  long block = atol(argv[1]);
  long long limit = atoll(argv[2]) * 1000000ll;
  char *buffer = malloc(block);
  int device = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
  if (buffer == NULL || device < 0) {
    perror("/dev/urandom");
    return 1;
  }
  long long start = nanos(), spent = 0, bytes = 0;
  while (spent < limit) {
    for (int i = 0; i < 16; i++) { /* so that the clock costs nothing */
      long count = read(device, buffer, block);
      if (count < 0) {
        perror("read");
        return 1;
      }
      bytes += count;
    }
    spent = nanos() - start;
  }
  printf("%lld %lld\n", bytes, spent);
  return 0;
}
