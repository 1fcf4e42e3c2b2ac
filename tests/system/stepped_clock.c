// SPDX-License-Identifier: Apache-2.0
/*
 * Loaded before libc: a wall clock that a test steps for one program, as the machine's own is
 * everybody's. STEPPED_CLOCK names a file with the seconds that it is ahead, 8 bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int (*true_clock)(clockid_t, struct timespec*);
static const volatile int64_t* ahead_s;

__attribute__((constructor)) static void begin(void) {
  const char* path = getenv("STEPPED_CLOCK");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  void* mapped = MAP_FAILED;

  *(void**)&true_clock = dlsym(RTLD_NEXT, "clock_gettime");
  if (file >= 0) mapped = mmap(NULL, sizeof(*ahead_s), PROT_READ, MAP_SHARED, file, 0);
  if (!true_clock || mapped == MAP_FAILED) abort();
  close(file);
  ahead_s = mapped;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
  const int error = true_clock(clock, now);

  if (error == 0 && clock == CLOCK_REALTIME) now->tv_sec += *ahead_s;
  return error;
}
