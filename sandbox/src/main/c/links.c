/*
 * How many links a directory has, and its number. An overlay numbers all directories by itself, so that one which leads back to itself would
 * never be known again; and it says 1 link of each that it puts together, which is each the tool has written to.
 * chkdirs and its like compare the number with the folders they count, so they are told the guest's own, and one more or less
 * for each folder that the tool has made or removed there.
 */
#define _GNU_SOURCE
#include "view.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LISTING_BYTES 16384

static int at(int folder, const char *path, struct stat *status) {
    return (int)syscall(SYS_newfstatat, folder, path, status, AT_SYMLINK_NOFOLLOW);
}

/* Whether it is a directory of the overlay that is the sandbox's root. */
static bool is_overlays(const struct stat *status) {
    static dev_t root_device;
    struct stat root;
    if (!S_ISDIR(status->st_mode))
        return false;
    if (root_device == 0 && at(AT_FDCWD, "/", &root) == 0)
        root_device = root.st_dev;
    return status->st_dev == root_device;
}

/* Counts the folders in an open folder. Returns -1 if it cannot be read. */
static long folders_in(int folder) {
    char listing[LISTING_BYTES] __attribute__((aligned(8)));
    long bytes, count = 0;
    while ((bytes = syscall(SYS_getdents64, folder, listing, sizeof listing)) > 0)
        for (long next = 0; next < bytes;) {
            struct dirent64 *entry = (struct dirent64 *)(listing + next);
            next += entry->d_reclen;
            struct stat status;
            bool folders = entry->d_type == DT_DIR ||
                           (entry->d_type == DT_UNKNOWN && at(folder, entry->d_name, &status) == 0 && S_ISDIR(status.st_mode));
            if (folders && strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                strcmp(entry->d_name, TOOLS_NAME) != 0)
                count++;
        }
    return bytes < 0 ? -1 : count;
}

/* Writes the path of the guest's own of an open folder. */
static bool put_guest_path(int folder, char *path) {
    char own[64];
    size_t length = strlen(GUEST);
    snprintf(own, sizeof own, OWN_PROC "/self/fd/%d", folder);
    ssize_t bytes = syscall(SYS_readlinkat, AT_FDCWD, own, path + length, PATH_MAX - length - 1);
    if (bytes <= 0)
        return false;
    memcpy(path, GUEST, length);
    path[length + (size_t)bytes] = '\0';
    return true;
}

/* Puts the links of a directory that the overlay has put together of the guest's own and what the tool has written. */
static void put_changed(int here, const char *path, struct stat *status) {
    struct stat own;
    int guest = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (guest < 0)
        return;
    if (syscall(SYS_fstat, guest, &own) == 0 && own.st_nlink > 1) {
        long there = folders_in(guest), now = folders_in(here);
        if (there >= 0 && now >= 0)
            status->st_nlink = own.st_nlink + (nlink_t)now - (nlink_t)there;
    }
    syscall(SYS_close, guest);
}

void put_links(int folder, const char *path, struct stat *status) {
    char guest[PATH_MAX];
    struct stat own;
    if (!is_overlays(status))
        return;
    int before = errno;
    bool changed = status->st_nlink == 1;
    int here = (int)syscall(SYS_openat, folder, path[0] == '\0' ? "." : path,
                            (changed ? O_RDONLY : O_PATH) | O_DIRECTORY | O_CLOEXEC);
    if (here >= 0 && put_guest_path(here, guest) && at(AT_FDCWD, guest, &own) == 0 && S_ISDIR(own.st_mode)) {
        status->st_ino = own.st_ino;
        if (changed)
            put_changed(here, guest, status);
    }
    if (here >= 0)
        syscall(SYS_close, here);
    errno = before;
}
