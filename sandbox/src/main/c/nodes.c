/*
 * What a file is in the guest. The sandbox has all of the guest's files on one filesystem of its own, so of each file the number of
 * its filesystem is put right, by the mounts of /proc/.statfs (space.c), and its own number, whose 16 high bits tell those
 * filesystems apart. What a process has open may have no path any more, or one of another mount name space: that is told by
 * /proc/PID/.nodes, which module view makes. A line there has what it is as below /proc/PID/fd, or cwd, root or exe; its mode;
 * the numbers of its filesystem; its own; how many links it has, its owner and group; which device it is; its size.
 */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define MAX_MOUNTS 512
#define TEXT_BYTES 65536
#define OWN_NUMBER_BITS 48

static struct {
    const char *path;
    dev_t device;
} mounts[MAX_MOUNTS];
static size_t mount_count;
static pthread_once_t mounts_read = PTHREAD_ONCE_INIT;

/* Of the process that was asked for last: a tool goes through one after the other. */
static char nodes[TEXT_BYTES];
static long nodes_of;
static pthread_mutex_t nodes_lock = PTHREAD_MUTEX_INITIALIZER;

static void read_mounts(void) {
    static char text[TEXT_BYTES];
    char *next, *line;
    if (read_guest_file(SPACE_FILE, text, sizeof text) <= 0)
        return;
    for (line = strtok_r(text, "\n", &next); line != NULL && mount_count < MAX_MOUNTS; line = strtok_r(NULL, "\n", &next)) {
        unsigned major, minor;
        char *numbers = strchr(line, ' ');
        if (numbers == NULL || sscanf(numbers, " %u:%u ", &major, &minor) != 2)
            continue;
        *numbers = '\0';
        unescape(line);
        mounts[mount_count].path = line;
        mounts[mount_count++].device = makedev(major, minor);
    }
}

/* Brings a path into the form that mounts have it in; an empty one is the open file itself. */
static bool whole_path(int folder, const char *path, bool follow, char *whole) {
    char link[64];
    int opened = folder;
    if (path[0] != '\0')
        opened = (int)syscall(SYS_openat, folder, path, O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
    if (opened < 0)
        return false;
    snprintf(link, sizeof link, OWN_PROC "/self/fd/%d", opened);
    ssize_t length = syscall(SYS_readlink, link, whole, PATH_MAX - 1);
    if (path[0] != '\0')
        syscall(SYS_close, opened);
    whole[length < 0 ? 0 : length] = '\0';
    return whole[0] == '/' && strcmp(whole, TOOLS) != 0 && strncmp(whole, TOOLS "/", sizeof TOOLS) != 0;
}

void put_device(const char *whole, struct stat *status) {
    size_t longest = 0;
    pthread_once(&mounts_read, read_mounts);
    if (mount_count == 0)
        return;
    for (size_t i = 0; i < mount_count; i++)
        if (is_on(whole, mounts[i].path) && strlen(mounts[i].path) >= longest) {
            longest = strlen(mounts[i].path);
            status->st_dev = mounts[i].device;
        }
    status->st_ino &= ((ino_t)1 << OWN_NUMBER_BITS) - 1;
}

/* Returns what of a process a path is, as "fd/5"; NULL if it is nothing that a process has open. */
static const char *open_place(const char *path, long *process) {
    char *end;
    if (strncmp(path, "/proc/", 6) != 0 || path[6] < '1' || path[6] > '9')
        return NULL;
    *process = strtol(path + 6, &end, 10);
    const char *place = *end == '/' ? end + 1 : "";
    if (strncmp(place, "fd/", 3) == 0)
        return place[3] != '\0' && strspn(place + 3, "0123456789") == strlen(place + 3) ? place : NULL;
    return strcmp(place, "cwd") == 0 || strcmp(place, "root") == 0 || strcmp(place, "exe") == 0 ? place : NULL;
}

static bool put_open(const char *line, struct stat *status) {
    unsigned mode, major, minor, node_major, node_minor;
    unsigned long long number, links, size;
    unsigned user, group;
    if (sscanf(line, "%o %u:%u %llu %llu %u %u %u:%u %llu", &mode, &major, &minor, &number, &links, &user, &group, &node_major,
               &node_minor, &size) != 10)
        return false;
    status->st_mode = (mode_t)mode;
    status->st_dev = makedev(major, minor);
    status->st_ino = (ino_t)number;
    status->st_nlink = (nlink_t)links;
    status->st_uid = user;
    status->st_gid = group;
    status->st_rdev = makedev(node_major, node_minor);
    status->st_size = (off_t)size;
    return true;
}

/* Puts what a process has open. Returns false if that is not known. */
static bool put_place(long process, const char *place, struct stat *status) {
    char path[64];
    bool found = false;
    size_t length = strlen(place);
    int before = errno;
    pthread_mutex_lock(&nodes_lock);
    if (nodes_of != process) {
        nodes_of = process;
        snprintf(path, sizeof path, "/proc/%ld/.nodes", process);
        if (guest_lacks(process) || read_guest_file(path, nodes, sizeof nodes) < 0)
            nodes[0] = '\0';
    }
    for (const char *line = nodes; line != NULL && *line != '\0' && !found; line = strchr(line, '\n')) {
        line += *line == '\n';
        found = strncmp(line, place, length) == 0 && line[length] == ' ' && put_open(line + length + 1, status);
    }
    pthread_mutex_unlock(&nodes_lock);
    errno = before;
    return found;
}

int put_node(int failed, int folder, const char *path, bool follow, struct stat *status) {
    char whole[PATH_MAX];
    long process;
    const char *place = follow ? open_place(path, &process) : NULL;
    if (place != NULL) {
        struct stat none = {0};
        if (failed != 0)
            *status = none;
        if (put_place(process, place, status))
            return 0;
    }
    if (failed != 0 || remote_is_used())
        return failed;
    int before = errno;
    put_links(folder, path, status);
    if (whole_path(folder, path, follow, whole))
        put_device(whole, status);
    errno = before;
    return 0;
}
