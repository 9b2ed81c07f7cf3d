// Counts what a program must not do while it trains: allocations, reference counts, locks. Loaded before
// other libraries (LD_PRELOAD); writes the counts into the file $COUNTS when the program ends.
//
//     cc -O2 -shared -fPIC counts.c -o counts.so -ldl
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_long allocations, retains, releases, locks;

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
    *__libc_memalign(size_t, size_t);

static void count(atomic_long *counter) {
  atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

void *malloc(size_t size) {
  count(&allocations);
  return __libc_malloc(size);
}
void *calloc(size_t number, size_t size) {
  count(&allocations);
  return __libc_calloc(number, size);
}
void *realloc(void *block, size_t size) {
  count(&allocations);
  return __libc_realloc(block, size);
}
void *memalign(size_t alignment, size_t size) {
  count(&allocations);
  return __libc_memalign(alignment, size);
}
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void **block, size_t alignment, size_t size) {
  *block = memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

// The next library's function of the same name, which is looked up once.
#define FORWARD(result, name, parameters, arguments, counter)                                      \
  result name parameters {                                                                         \
    static result(*_Atomic next) parameters;                                                       \
    if (!next) next = dlsym(RTLD_NEXT, #name);                                                     \
    count(&counter);                                                                               \
    return next arguments;                                                                         \
  }
FORWARD(void *, swift_retain, (void *object), (object), retains)
FORWARD(void *, swift_retain_n, (void *object, unsigned n), (object, n), retains)
FORWARD(void *, swift_bridgeObjectRetain, (void *object), (object), retains)
FORWARD(void *, swift_unknownObjectRetain, (void *object), (object), retains)
FORWARD(void *, swift_unownedRetain, (void *object), (object), retains)
FORWARD(void *, swift_unownedRetainStrong, (void *object), (object), retains)
FORWARD(void, swift_release, (void *object), (object), releases)
FORWARD(void, swift_release_n, (void *object, unsigned n), (object, n), releases)
FORWARD(void, swift_bridgeObjectRelease, (void *object), (object), releases)
FORWARD(void, swift_unownedRelease, (void *object), (object), releases)
FORWARD(int, pthread_mutex_lock, (pthread_mutex_t *mutex), (mutex), locks)

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("COUNTS");
  FILE *file = path ? fopen(path, "w") : 0;
  if (!file) return;
  fprintf(file, "{\"allocations\": %ld, \"retains\": %ld, \"releases\": %ld, \"locks\": %ld}\n",
          allocations, retains, releases, locks);
  fclose(file);
}
