/* Preloaded into the slow-disk benchmark: every fsync and fdatasync takes SLOW_SYNC_US microseconds more,
   as on a disk without a write cache. It changes nothing else. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void be_slow(void) {
  static long delay_us = -1;
  if (delay_us < 0) {
    const char *text = getenv("SLOW_SYNC_US");
    delay_us = text ? atol(text) : 0;
  }
  struct timespec pause = {delay_us / 1000000, delay_us % 1000000 * 1000};
  nanosleep(&pause, NULL);
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  be_slow();
  return real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  be_slow();
  return real(fd);
}
