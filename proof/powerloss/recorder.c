// Loaded into a process with LD_PRELOAD. It writes down, in order, every change that the process makes to
// the files of one database, with its bytes; and it can make the n-th of these calls fail, or kill there.
// It changes nothing else: calls on other files pass straight through.
//
//   POWERLOSS_DATABASE  absolute path of the database; its -wal, -journal, .lock … belong to it, -shm does not
//   POWERLOSS_LOG       absolute path of the log, appended to
//   POWERLOSS_FAULT     optional, "what:kinds:n:times": what = kill | eio | enospc | short, kinds = some of WTS
//                       (write, truncate, sync), n = the first of these calls that fails, times = how many
//                       do (0: all from there on)
//
// A record is 16 bytes (kind, name's length, errno, payload's length, offset), the file's name behind the
// database's path (empty for the database itself), and the payload.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES_MAX 65536
#define NAME_MAX_BYTES 32
#define SECTOR 512
// A process that writes more than this goes round in circles.
#define LOG_MAX_BYTES (256L << 20)

struct record {
  uint8_t kind, name_length;
  uint16_t error;
  uint32_t length;
  uint64_t offset;
};

enum fault { NONE, KILL, FAIL, SHORT };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char database[4096], folder[4096];
static int log_fd = -1;
// For each descriptor: 0 not ours, 1 the folder, 2 a file of the database, named in names.
static unsigned char ours[FILES_MAX];
static char names[FILES_MAX][NAME_MAX_BYTES];

static struct {
  enum fault fault;
  int error;
  char kinds[8];
  long first, times, seen, fired;
} plan;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_close)(int);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);

static void die(const char *why) {
  fprintf(stderr, "powerloss recorder: %s\n", why);
  abort();
}

static void read_fault(const char *text) {
  char what[16] = "";
  if (sscanf(text, "%15[^:]:%7[^:]:%ld:%ld", what, plan.kinds, &plan.first, &plan.times) != 4)
    die("POWERLOSS_FAULT is not what:kinds:n:times");
  if (!strcmp(what, "kill")) plan.fault = KILL;
  else if (!strcmp(what, "short")) plan.fault = SHORT;
  else if (!strcmp(what, "eio")) plan.fault = FAIL, plan.error = EIO;
  else if (!strcmp(what, "enospc")) plan.fault = FAIL, plan.error = ENOSPC;
  else die("POWERLOSS_FAULT names no known fault");
}

__attribute__((constructor)) static void begin(void) {
  real_open = dlsym(RTLD_NEXT, "open");
  real_openat = dlsym(RTLD_NEXT, "openat");
  real_close = dlsym(RTLD_NEXT, "close");
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate");
  real_unlink = dlsym(RTLD_NEXT, "unlink");
  const char *path = getenv("POWERLOSS_DATABASE"), *log = getenv("POWERLOSS_LOG");
  if (!path || !log) return;
  if (path[0] != '/' || strlen(path) >= sizeof database) die("POWERLOSS_DATABASE must be absolute");
  strcpy(database, path);
  strcpy(folder, path);
  *strrchr(folder, '/') = 0;
  log_fd = real_open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (log_fd < 0) die("the log cannot be opened");
  const char *fault = getenv("POWERLOSS_FAULT");
  if (fault) read_fault(fault);
}

static void record(char kind, const char *name, int error, uint64_t offset, const void *data,
                   size_t length) {
  struct record head = {(uint8_t)kind, (uint8_t)strlen(name), (uint16_t)error, (uint32_t)length, offset};
  struct iovec parts[3] = {
      {&head, sizeof head}, {(void *)name, head.name_length}, {(void *)data, length}};
  ssize_t whole = (ssize_t)(sizeof head + head.name_length + length);
  static long logged;
  if ((logged += whole) > LOG_MAX_BYTES) die("it writes without end");
  if (writev(log_fd, parts, 3) != whole) die("the log cannot be written");
}

// What is to happen to this call. Asked once for each, under the mutex.
static enum fault due(char kind) {
  if (plan.fault == NONE || !strchr(plan.kinds, kind)) return NONE;
  if (++plan.seen < plan.first || (plan.times > 0 && plan.fired >= plan.times)) return NONE;
  plan.fired++;
  return plan.fault;
}

static void end_here(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// The name behind the database's path, or nothing where the path is not one of its files.
static const char *name_of(const char *path) {
  size_t length = strlen(database);
  if (log_fd < 0 || strncmp(path, database, length)) return NULL;
  const char *name = path + length;
  if (!strcmp(name, "-shm") || strlen(name) >= NAME_MAX_BYTES || strchr(name, '/')) return NULL;
  return *name == 0 || *name == '-' || *name == '.' ? name : NULL;
}

static int opened(int fd, const char *path, const char *name, int was_there, int flags) {
  if (fd < 0 || fd >= FILES_MAX || log_fd < 0) return fd;
  if (!name) {
    ours[fd] = !strcmp(path, folder);
    return fd;
  }
  ours[fd] = 2;
  strcpy(names[fd], name);
  pthread_mutex_lock(&mutex);
  if (!was_there) record('C', name, 0, 0, NULL, 0);
  if (was_there && (flags & O_TRUNC)) record('T', name, 0, 0, NULL, 0);
  pthread_mutex_unlock(&mutex);
  return fd;
}

#define OPEN(path, flags, call)                                                 \
  mode_t mode = 0;                                                              \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                                        \
    va_list rest;                                                               \
    va_start(rest, flags);                                                      \
    mode = va_arg(rest, mode_t);                                                \
    va_end(rest);                                                               \
  }                                                                             \
  const char *name = name_of(path);                                             \
  int was_there = name && access(path, F_OK) == 0;                              \
  return opened(call, path, name, was_there, flags);

int open(const char *path, int flags, ...) { OPEN(path, flags, real_open(path, flags, mode)) }
int open64(const char *path, int flags, ...) {
  OPEN(path, flags, real_open(path, flags | O_LARGEFILE, mode))
}
int openat(int at, const char *path, int flags, ...) {
  OPEN(path, flags, real_openat(at, path, flags, mode))
}
int openat64(int at, const char *path, int flags, ...) {
  OPEN(path, flags, real_openat(at, path, flags | O_LARGEFILE, mode))
}

static int kind_of(int fd) { return fd >= 0 && fd < FILES_MAX ? ours[fd] : 0; }

int close(int fd) {
  if (kind_of(fd)) ours[fd] = 0;
  return real_close(fd);
}

// As much of a write as gets through when it is cut off in the middle: whole sectors where there are some,
// and never nothing, which no system answers with.
static size_t half(size_t count) {
  size_t sectors = count / 2 / SECTOR * SECTOR;
  return sectors ? sectors : (count + 1) / 2;
}

static ssize_t write_part(int fd, const void *data, size_t count, off_t offset) {
  ssize_t done = count ? real_pwrite(fd, data, count, offset) : 0;
  int error = done < 0 ? errno : 0;
  record('W', names[fd], error, (uint64_t)offset, data, done < 0 ? 0 : (size_t)done);
  errno = error;
  return done;
}

static ssize_t write_at(int fd, const void *data, size_t count, off_t offset) {
  pthread_mutex_lock(&mutex);
  enum fault fault = due('W');
  ssize_t done;
  if (fault == NONE) done = write_part(fd, data, count, offset);
  else if (fault == FAIL && plan.error == ENOSPC) done = -1;
  else done = write_part(fd, data, half(count), offset);
  if (fault == KILL) end_here();
  if (fault == FAIL) {
    record('W', names[fd], plan.error, (uint64_t)offset, NULL, 0);
    errno = plan.error;
    done = -1;
  }
  int error = errno;
  pthread_mutex_unlock(&mutex);
  errno = error;
  return done;
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t offset) {
  return kind_of(fd) == 2 ? write_at(fd, data, count, offset) : real_pwrite(fd, data, count, offset);
}
ssize_t pwrite64(int fd, const void *data, size_t count, off64_t offset) {
  return pwrite(fd, data, count, offset);
}

ssize_t write(int fd, const void *data, size_t count) {
  if (kind_of(fd) != 2) return real_write(fd, data, count);
  ssize_t done = write_at(fd, data, count, lseek(fd, 0, SEEK_CUR));
  if (done > 0) lseek(fd, done, SEEK_CUR);
  return done;
}

// A truncate or a sync: all of it happens, or nothing.
static int whole(char kind, int fd, off_t size, int (*sync)(int)) {
  pthread_mutex_lock(&mutex);
  enum fault fault = due(kind);
  if (fault == KILL) end_here();
  int result = fault == FAIL ? -1 : kind == 'T' ? real_ftruncate(fd, size) : sync(fd);
  int error = fault == FAIL ? plan.error : result < 0 ? errno : 0;
  record(kind, names[fd], error, (uint64_t)size, NULL, 0);
  pthread_mutex_unlock(&mutex);
  errno = error;
  return result;
}

int ftruncate(int fd, off_t size) {
  return kind_of(fd) == 2 ? whole('T', fd, size, NULL) : real_ftruncate(fd, size);
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

static int synced(int fd, int (*sync)(int)) {
  if (kind_of(fd) == 2) return whole('S', fd, 0, sync);
  int result = sync(fd);
  if (result == 0 && kind_of(fd) == 1) {
    pthread_mutex_lock(&mutex);
    record('D', "", 0, 0, NULL, 0);
    pthread_mutex_unlock(&mutex);
  }
  return result;
}

int fsync(int fd) { return synced(fd, real_fsync); }
int fdatasync(int fd) { return synced(fd, real_fdatasync); }

int unlink(const char *path) {
  const char *name = name_of(path);
  int result = real_unlink(path);
  if (name && result == 0) {
    pthread_mutex_lock(&mutex);
    record('U', name, 0, 0, NULL, 0);
    pthread_mutex_unlock(&mutex);
  }
  return result;
}
