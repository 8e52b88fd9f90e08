/*
 * What a program asks about itself is answered by the sandbox's own procfs: its open files, its memory, its state. All else
 * below /proc is the guest's, also what the kernel has a view of for each process: mounts, network, control groups.
 */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

const char no_task[] = TOOLS "/proc/no-task";

static pid_t number_of_process;
static __thread pid_t number_of_thread;

static void forget_numbers(void) { number_of_process = number_of_thread = 0; }

__attribute__((constructor)) static void forget_in_children(void) { pthread_atfork(NULL, NULL, forget_numbers); }

bool is_own(pid_t number) {
    if (number_of_process == 0)
        number_of_process = getpid();
    if (number_of_thread == 0)
        number_of_thread = gettid();
    return number == number_of_process || number == number_of_thread;
}

static const char *const OF_THE_CALLER[] = {"fd", "fdinfo", "exe", "maps", "smaps", "stat", "status", "statm", "task",
                                            "cmdline", "comm", "environ", "auxv", "attr", "oom_score_adj", "ns", "loginuid"};

/* Returns what follows prefix in path, or NULL if it is not a whole name there. */
static const char *behind(const char *path, const char *prefix) {
    size_t length = strlen(prefix);
    if (strncmp(path, prefix, length) != 0 || (path[length] != '/' && path[length] != '\0'))
        return NULL;
    return path + length;
}

static const char *replaced(char *buffer, const char *path, const char *by, const char *rest) {
    size_t first = strlen(by), second = strlen(rest);
    if (first + second >= PATH_MAX)
        return path;
    memcpy(buffer, by, first);
    memcpy(buffer + first, rest, second + 1);
    return buffer;
}

static const char *of_own_process(const char *path, const char *rest, const char *own, char *buffer) {
    while (rest[0] == '/' && rest[1] == '/')
        rest++;
    if (rest[0] == '\0' || rest[1] == '\0')
        return path;
    size_t length = strcspn(rest + 1, "/");
    for (size_t i = 0; i < sizeof OF_THE_CALLER / sizeof OF_THE_CALLER[0]; i++)
        if (strlen(OF_THE_CALLER[i]) == length && memcmp(rest + 1, OF_THE_CALLER[i], length) == 0)
            return replaced(buffer, path, own, rest);
    return path;
}

static bool is_guests(const char *path) {
    struct stat status;
    return remote_is_used() ? remote_stat(path, true, &status) == 0
                            : syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
}

/*
 * A number is the guest's. procps looks itself up by its number before all else, and gives up if it is not there. To programs that try all numbers, the
 * sandbox's own would look like hidden processes: so only for its library, and not where the guest has such a process.
 */
static const char *of_own_number(const char *path, char *buffer) {
    char *end;
    long pid = strtol(path + strlen("/proc/"), &end, 10);
    if (*end != '/' && *end != '\0')
        return path;
    if (!is_own((pid_t)pid))
        return guest_lacks(pid) ? no_task : path;
    /* lsof tries by a file of its own whether this kernel tells where files stand, and ends in a fault if it does not. */
    if (strncmp(end, "/fdinfo/", strlen("/fdinfo/")) == 0)
        return is_guests(path) ? path : replaced(buffer, path, OWN_PROC, path + strlen("/proc"));
    if (dlsym(RTLD_DEFAULT, "procps_pids_new") == NULL && dlsym(RTLD_DEFAULT, "openproc") == NULL)
        return path;
    if (is_guests(path))
        return path;
    return replaced(buffer, path, OWN_PROC, path + strlen("/proc"));
}

const char *own_file_for(const char *path, char *buffer) {
    int before = errno;
    const char *found = path, *rest;
    if (path == NULL || path[0] != '/')
        return path;
    if ((rest = behind(path, "/proc/self")) != NULL)
        found = of_own_process(path, rest, OWN_PROC "/self", buffer);
    else if ((rest = behind(path, "/proc/thread-self")) != NULL)
        found = of_own_process(path, rest, OWN_PROC "/thread-self", buffer);
    else if (strncmp(path, "/proc/", 6) == 0 && path[6] >= '1' && path[6] <= '9')
        found = of_own_number(path, buffer);
    else if ((rest = behind(path, "/dev/fd")) != NULL)
        found = replaced(buffer, path, OWN_PROC "/self/fd", rest);
    else if (strcmp(path, "/dev/stdin") == 0)
        found = OWN_PROC "/self/fd/0";
    else if (strcmp(path, "/dev/stdout") == 0)
        found = OWN_PROC "/self/fd/1";
    else if (strcmp(path, "/dev/stderr") == 0)
        found = OWN_PROC "/self/fd/2";
    errno = before;
    return found;
}
