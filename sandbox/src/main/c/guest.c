/*
 * System calls that ask the kernel about processes and about itself are answered for the guest, out of its /proc. A number
 * that the guest has no process for has none here either, though the sandbox may: tools that try all numbers compare.
 */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Fields of /proc/PID/stat, from 1: proc(5). */
enum { STAT_PGRP = 5, STAT_SESSION = 6, STAT_NICE = 19, STAT_RT_PRIORITY = 40, STAT_POLICY = 41 };

#define KIB 1024UL

int open_guest_file(const char *path) {
    return remote_is_used() ? remote_read(path) : (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
}

ssize_t read_guest_file(const char *path, char *buffer, size_t size) {
    int file = open_guest_file(path);
    if (file < 0)
        return -1;
    size_t length = 0;
    ssize_t got;
    while (length < size - 1 && (got = syscall(SYS_read, file, buffer + length, size - 1 - length)) > 0)
        length += (size_t)got;
    syscall(SYS_close, file);
    buffer[length] = '\0';
    return (ssize_t)length;
}

/* Looks a process of the guest up. Returns false, and sets ESRCH, if there is none. */
static bool guest_has(pid_t pid) {
    char path[64];
    struct stat status;
    int before = errno;
    bool found = false;
    if (pid > 0 && !guest_lacks(pid)) {
        snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
        found = remote_is_used() ? remote_stat(path, true, &status) == 0
                                 : syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    }
    errno = found ? before : ESRCH;
    return found;
}

/* Reads a number of a process of the guest. Returns false, and sets ESRCH, if there is none. */
static bool guest_stat(pid_t pid, int field, long *value) {
    char path[64], text[2048];
    int before = errno;
    ssize_t length = -1;
    if (!guest_lacks(pid)) {
        snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
        length = read_guest_file(path, text, sizeof text);
    }
    /* A name may hold anything, brackets and spaces too: fields are counted behind the last one. */
    char *at = length > 0 ? strrchr(text, ')') : NULL;
    if (at == NULL) {
        errno = ESRCH;
        return false;
    }
    for (int i = 2; i < field && at != NULL; i++)
        at = strchr(at + 1, ' ');
    *value = at == NULL ? 0 : strtol(at, NULL, 10);
    errno = before;
    return true;
}

static bool is_callers(pid_t pid) { return pid == 0 || is_own(pid); }

EXPORT int getpriority(__priority_which_t which, id_t who) {
    long nice;
    if (which != PRIO_PROCESS || is_callers((pid_t)who))
        return NEXT(getpriority)(which, who);
    return guest_stat((pid_t)who, STAT_NICE, &nice) ? (int)nice : -1;
}

EXPORT int kill(pid_t pid, int signal) {
    if (signal != 0 || pid <= 0 || is_callers(pid))
        return NEXT(kill)(pid, signal);
    return guest_has(pid) ? 0 : -1;
}

EXPORT pid_t getpgid(pid_t pid) {
    long group;
    if (is_callers(pid))
        return NEXT(getpgid)(pid);
    return guest_stat(pid, STAT_PGRP, &group) ? (pid_t)group : -1;
}

EXPORT pid_t getsid(pid_t pid) {
    long session;
    if (is_callers(pid))
        return NEXT(getsid)(pid);
    return guest_stat(pid, STAT_SESSION, &session) ? (pid_t)session : -1;
}

EXPORT int sched_getscheduler(pid_t pid) {
    long policy;
    if (is_callers(pid))
        return NEXT(sched_getscheduler)(pid);
    return guest_stat(pid, STAT_POLICY, &policy) ? (int)policy : -1;
}

EXPORT int sched_getparam(pid_t pid, struct sched_param *parameters) {
    long priority;
    if (is_callers(pid))
        return NEXT(sched_getparam)(pid, parameters);
    if (!guest_stat(pid, STAT_RT_PRIORITY, &priority))
        return -1;
    parameters->sched_priority = (int)priority;
    return 0;
}

/* /proc does not tell which CPUs a process may use, in a form worth reading here: every CPU of the caller's. */
EXPORT int sched_getaffinity(pid_t pid, size_t size, cpu_set_t *cpus) {
    if (!is_callers(pid) && !guest_has(pid))
        return -1;
    return NEXT(sched_getaffinity)(0, size, cpus);
}

/* Nor its share of time; that of the scheduler's default is the caller's own. */
EXPORT int sched_rr_get_interval(pid_t pid, struct timespec *interval) {
    if (!is_callers(pid) && !guest_has(pid))
        return -1;
    return NEXT(sched_rr_get_interval)(0, interval);
}

/* Reads a line of the guest's /proc/sys/kernel into a field; leaves it as it is if there is none. */
static void kernel_word(const char *name, char *field, size_t size) {
    char path[128], text[512];
    snprintf(path, sizeof path, "/proc/sys/kernel/%s", name);
    int before = errno;
    if (read_guest_file(path, text, sizeof text) > 0) {
        size_t length = strcspn(text, "\n");
        if (length >= size)
            length = size - 1;
        memcpy(field, text, length);
        field[length] = '\0';
    }
    errno = before;
}

EXPORT int uname(struct utsname *name) {
    int failed = (int)syscall(SYS_uname, name);
    if (failed == 0) {
        kernel_word("ostype", name->sysname, sizeof name->sysname);
        kernel_word("hostname", name->nodename, sizeof name->nodename);
        kernel_word("osrelease", name->release, sizeof name->release);
        kernel_word("version", name->version, sizeof name->version);
        kernel_word("domainname", name->domainname, sizeof name->domainname);
    }
    return failed;
}

EXPORT int gethostname(char *buffer, size_t size) {
    struct utsname name;
    if (uname(&name) != 0)
        return -1;
    if (strlen(name.nodename) >= size) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(buffer, name.nodename);
    return 0;
}

static unsigned long memory_of(const char *text, const char *key) {
    const char *at = strstr(text, key);
    return at == NULL ? 0 : strtoul(at + strlen(key), NULL, 10) * KIB;
}

EXPORT int sysinfo(struct sysinfo *info) {
    char text[8192], *at;
    int failed = (int)syscall(SYS_sysinfo, info);
    if (failed != 0)
        return failed;
    if (read_guest_file("/proc/uptime", text, sizeof text) > 0)
        info->uptime = strtol(text, NULL, 10);
    if (read_guest_file("/proc/loadavg", text, sizeof text) > 0) {
        at = text;
        for (int i = 0; i < 3; i++)
            info->loads[i] = (unsigned long)(strtod(at, &at) * (1 << SI_LOAD_SHIFT));
        if ((at = strchr(at, '/')) != NULL)
            info->procs = (unsigned short)strtoul(at + 1, NULL, 10);
    }
    if (read_guest_file("/proc/meminfo", text, sizeof text) > 0) {
        info->mem_unit = 1;
        info->totalram = memory_of(text, "MemTotal:");
        info->freeram = memory_of(text, "MemFree:");
        info->sharedram = memory_of(text, "Shmem:");
        info->bufferram = memory_of(text, "Buffers:");
        info->totalswap = memory_of(text, "SwapTotal:");
        info->freeswap = memory_of(text, "SwapFree:");
        info->totalhigh = info->freehigh = 0;
    }
    return 0;
}
