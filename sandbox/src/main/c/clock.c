/*
 * The time of day is the guest's: when it was started, and how long it runs, by its /proc, when it is first asked for. From
 * then on this host's clock counts. So what a tool works out from now (when a process was started, how old a file is) is what
 * it would be in the guest, of an old dump too. Clocks that count from the start of a system are this host's.
 */
#define _GNU_SOURCE
#include "view.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#define NANOS_PER_SECOND 1000000000LL

/* The year 9999: what is said to be later is not believed. */
#define LAST_SECOND 253402300799LL

/* What is to be added to this host's time, in nanoseconds, once it is known. */
static _Atomic long long difference;
static atomic_bool known;

/* Reads when the guest was started. Returns 0 if that is not told. */
static long long started(void) {
    char text[32768];
    if (read_guest_file("/proc/stat", text, sizeof text) <= 0)
        return 0;
    const char *line = strstr(text, "\nbtime ");
    long long second = line == NULL ? 0 : strtoll(line + strlen("\nbtime "), NULL, 10);
    return second > 0 && second <= LAST_SECOND ? second * NANOS_PER_SECOND : 0;
}

static long long to_the_guests(const struct timespec *host) {
    char text[128];
    long long now = host->tv_sec * NANOS_PER_SECOND + host->tv_nsec;
    if (!atomic_load(&known)) {
        int before = errno;
        long long start = started();
        if (start > 0 && read_guest_file("/proc/uptime", text, sizeof text) > 0) {
            double runs = strtod(text, NULL);
            if (runs >= 0 && runs < (double)LAST_SECOND)
                atomic_store(&difference, start + (long long)(runs * (double)NANOS_PER_SECOND) - now);
        }
        atomic_store(&known, true);
        errno = before;
    }
    return now + atomic_load(&difference);
}

EXPORT int clock_gettime(clockid_t clock, struct timespec *time) {
    int failed = NEXT(clock_gettime)(clock, time);
    if (failed == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        long long now = to_the_guests(time);
        *time = (struct timespec){.tv_sec = now / NANOS_PER_SECOND, .tv_nsec = now % NANOS_PER_SECOND};
    }
    return failed;
}

EXPORT int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    if (zone != NULL)
        memset(zone, 0, sizeof(struct timezone));
    int failed = clock_gettime(CLOCK_REALTIME, &now);
    *time = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return failed;
}

EXPORT time_t time(time_t *second) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (second != NULL)
        *second = now.tv_sec;
    return now.tv_sec;
}
