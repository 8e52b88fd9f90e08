/*
 * How much room there is on a filesystem: the kernel would tell of the sandbox's own. /proc/.statfs, which module view makes, has
 * a line for each mount of the guest's first process: its path, with blanks and the like as in /proc/mounts, the numbers of its
 * device, and those of statfs(2): type, size of a block, blocks, free ones, those for everybody, inodes, free ones, longest name; or a question mark.
 */
#define _GNU_SOURCE
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_BYTES ((size_t)1 << 20)

/* Brings a path into the form that mounts have it in. */
static bool whole_path(const char *path, char *whole) {
    char link[64];
    int opened = (int)syscall(SYS_openat, AT_FDCWD, path, O_PATH | O_CLOEXEC);
    if (opened < 0)
        return false;
    snprintf(link, sizeof link, OWN_PROC "/self/fd/%d", opened);
    ssize_t length = syscall(SYS_readlink, link, whole, PATH_MAX - 1);
    syscall(SYS_close, opened);
    whole[length < 0 ? 0 : length] = '\0';
    return length > 0;
}

void unescape(char *path) {
    char *to = path;
    for (; *path != '\0'; to++) {
        bool escaped = path[0] == '\\' && strspn(path + 1, "01234567") >= 3;
        *to = (char)(escaped ? (path[1] - '0') << 6 | (path[2] - '0') << 3 | (path[3] - '0') : *path);
        path += escaped ? 4 : 1;
    }
    *to = '\0';
}

bool is_on(const char *path, const char *mount) {
    size_t length = strlen(mount);
    return strcmp(mount, "/") == 0 ||
           (strncmp(path, mount, length) == 0 && (path[length] == '/' || path[length] == '\0'));
}

/* Returns the numbers of the mount that a path is on, the innermost and of several there the last; NULL if there is none. */
static const char *numbers_of(char *text, const char *path) {
    const char *found = NULL;
    size_t longest = 0;
    char *next, *line;
    for (line = strtok_r(text, "\n", &next); line != NULL; line = strtok_r(NULL, "\n", &next)) {
        char *numbers = strchr(line, ' ');
        if (numbers == NULL)
            continue;
        *numbers++ = '\0';
        unescape(line);
        if (is_on(path, line) && strlen(line) >= longest) {
            longest = strlen(line);
            found = numbers;
        }
    }
    return found;
}

int put_space(const char *path, struct statfs *result) {
    char whole[PATH_MAX] = "";
    unsigned long long n[8];
    int before = errno, status = 0;
    if (strncmp(path, TOOLS "/", sizeof TOOLS) == 0 || (!whole_path(path, whole) && path[0] != '/'))
        return 0;
    char *text = malloc(MAX_BYTES);
    if (text != NULL && read_guest_file(SPACE_FILE, text, MAX_BYTES) > 0) {
        const char *numbers = numbers_of(text, whole[0] == '/' ? whole : path);
        if (numbers == NULL || sscanf(numbers, "%*u:%*u %llu %llu %llu %llu %llu %llu %llu %llu", &n[0], &n[1], &n[2], &n[3], &n[4],
                                      &n[5], &n[6], &n[7]) != 8) {
            before = ENOSYS; /* there is such a mount, and nothing is known of its room */
            status = -1;
        } else {
            result->f_type = (__fsword_t)n[0];
            result->f_bsize = result->f_frsize = (__fsword_t)n[1];
            result->f_blocks = n[2];
            result->f_bfree = n[3];
            result->f_bavail = n[4];
            result->f_files = n[5];
            result->f_ffree = n[6];
            result->f_namelen = (__fsword_t)n[7];
        }
    }
    free(text);
    errno = before;
    return status;
}

#define STATVFS(name, type, asked)                                                                                     \
    EXPORT int name(const char *restrict path, struct type *restrict result) {                                        \
        struct asked told;                                                                                             \
        if (asked(path, &told) != 0)                                                                                   \
            return -1;                                                                                                 \
        *result = (struct type){                                                                                       \
            .f_bsize = (unsigned long)told.f_bsize,                                                                    \
            .f_frsize = (unsigned long)told.f_frsize,                                                                  \
            .f_blocks = told.f_blocks,                                                                                 \
            .f_bfree = told.f_bfree,                                                                                   \
            .f_bavail = told.f_bavail,                                                                                 \
            .f_files = told.f_files,                                                                                   \
            .f_ffree = told.f_ffree,                                                                                   \
            .f_favail = told.f_ffree,                                                                                  \
            .f_flag = (unsigned long)told.f_flags,                                                                     \
            .f_namemax = (unsigned long)told.f_namelen,                                                                \
        };                                                                                                             \
        return 0;                                                                                                      \
    }

STATVFS(statvfs, statvfs, statfs)
STATVFS(statvfs64, statvfs64, statfs64)
