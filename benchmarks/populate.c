// The reference of PopulateBandwidth: maps memory, gives the kernel the same advice as a memory backend does, and populates it by
// MADV_POPULATE_WRITE in one or more threads, each a contiguous share. Prints the nanoseconds from before the first of these calls to
// after the last.
//
//   populate ram|memfd BYTES THREADS

#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum { MOST_THREADS = 64 };
static const size_t ALIGNMENT = 2 << 20;

struct share {
  char *from;
  size_t bytes;
};

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static void *populate(void *argument) {
  struct share *share = argument;
  if (madvise(share->from, share->bytes, MADV_POPULATE_WRITE) != 0) {
    fail("populate");
  }
  return NULL;
}

// A mapping at a multiple of ALIGNMENT.
static char *map(int memfd, size_t bytes) {
  char *reserved = mmap(NULL, bytes + ALIGNMENT, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (reserved == MAP_FAILED) {
    fail("reserve");
  }
  char *aligned = (char *)(((uintptr_t)reserved + ALIGNMENT - 1) & ~(ALIGNMENT - 1));
  int flags = MAP_FIXED | (memfd ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS);
  int fd = -1;
  if (memfd) {
    fd = memfd_create("populate", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0 || ftruncate(fd, (off_t)bytes) != 0) {
      fail("memfd");
    }
  }
  if (mmap(aligned, bytes, PROT_READ | PROT_WRITE, flags, fd, 0) == MAP_FAILED) {
    fail("mmap");
  }
  return aligned;
}

int main(int count, char **words) {
  if (count != 4) {
    fprintf(stderr, "populate ram|memfd BYTES THREADS\n");
    return 2;
  }
  int memfd = strcmp(words[1], "memfd") == 0;
  size_t bytes = strtoull(words[2], NULL, 10);
  int threads = atoi(words[3]);
  if (bytes == 0 || threads < 1 || threads > MOST_THREADS) {
    return 2;
  }

  int64_t start = now();
  char *memory = map(memfd, bytes);
  madvise(memory, bytes, MADV_HUGEPAGE);
  madvise(memory, bytes, MADV_DONTFORK);
  madvise(memory, bytes, MADV_MERGEABLE);
  if (threads == 1) {
    populate(&(struct share){memory, bytes});
  } else {
    pthread_t workers[MOST_THREADS];
    struct share shares[MOST_THREADS];
    size_t each = (bytes / threads + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
    for (int i = 0; i < threads; i++) {
      size_t from = (size_t)i * each < bytes ? (size_t)i * each : bytes;
      shares[i] = (struct share){memory + from, bytes - from < each ? bytes - from : each};
      if (pthread_create(&workers[i], NULL, populate, &shares[i]) != 0) {
        fail("thread");
      }
    }
    for (int i = 0; i < threads; i++) {
      pthread_join(workers[i], NULL);
    }
  }
  printf("%lld\n", (long long)(now() - start));
  return 0;
}
