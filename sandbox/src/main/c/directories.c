/* Directories of the server: a DIR of our own, told from libc's by its first word. */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libc's begins with a descriptor, which is small. */
#define OURS 0x7961677572612039ULL

struct directory {
    uint64_t mark;
    int descriptor;
    struct listing *listing;
    size_t next;
    struct dirent64 entry;
};

static struct directory *ours(DIR *directory) {
    struct directory *candidate = (struct directory *)directory;
    return candidate != NULL && candidate->mark == OURS ? candidate : NULL;
}

static DIR *opened(const char *path, int descriptor) {
    struct listing *listing = remote_list(path);
    if (listing == NULL)
        return NULL;
    struct directory *made = calloc(1, sizeof *made);
    if (made == NULL) {
        free_listing(listing);
        return NULL;
    }
    made->mark = OURS;
    made->descriptor = descriptor;
    made->listing = listing;
    return (DIR *)made;
}

EXPORT DIR *opendir(const char *path) {
    char buffer[PATH_MAX];
    const char *local;
    if (!is_remote(AT_FDCWD, path, buffer, &local))
        return NEXT(opendir)(local);
    int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return NULL;
    DIR *directory = opened(buffer, descriptor);
    if (directory == NULL)
        close(descriptor);
    return directory;
}

EXPORT DIR *fdopendir(int descriptor) {
    char buffer[PATH_MAX];
    const char *local;
    if (descriptor < 0 || !remote_is_used() || !is_remote(descriptor, ".", buffer, &local))
        return NEXT(fdopendir)(descriptor);
    return opened(buffer, descriptor);
}

/* Whether an entry is the folder of the tools: no file of the guest, and not for who walks its files to find. */
static bool is_of_tools(DIR *directory, const char *name) {
    struct stat root, here;
    return strcmp(name, TOOLS_NAME) == 0 && NEXT(fstat)(NEXT(dirfd)(directory), &here) == 0 &&
           NEXT(stat)("/", &root) == 0 && here.st_dev == root.st_dev && here.st_ino == root.st_ino;
}

EXPORT struct dirent64 *readdir64(DIR *directory) {
    struct directory *own = ours(directory);
    if (own == NULL) {
        struct dirent64 *entry = NEXT(readdir64)(directory);
        if (entry != NULL && is_of_tools(directory, entry->d_name))
            entry = NEXT(readdir64)(directory);
        return entry;
    }
    if (own->next >= own->listing->count)
        return NULL;
    const struct entry *entry = &own->listing->entries[own->next++];
    own->entry.d_ino = entry->number;
    own->entry.d_off = (off_t)own->next;
    own->entry.d_reclen = sizeof own->entry;
    own->entry.d_type = entry->type;
    strcpy(own->entry.d_name, entry->name);
    return &own->entry;
}

/* The same structure on x86-64. */
EXPORT struct dirent *readdir(DIR *directory) {
    return (struct dirent *)readdir64(directory);
}

EXPORT int closedir(DIR *directory) {
    struct directory *own = ours(directory);
    if (own == NULL)
        return NEXT(closedir)(directory);
    int descriptor = own->descriptor;
    free_listing(own->listing);
    own->mark = 0;
    free(own);
    return close(descriptor);
}

EXPORT int dirfd(DIR *directory) {
    struct directory *own = ours(directory);
    return own == NULL ? NEXT(dirfd)(directory) : own->descriptor;
}

EXPORT void rewinddir(DIR *directory) {
    struct directory *own = ours(directory);
    if (own == NULL)
        NEXT(rewinddir)(directory);
    else
        own->next = 0;
}

EXPORT long telldir(DIR *directory) {
    struct directory *own = ours(directory);
    return own == NULL ? NEXT(telldir)(directory) : (long)own->next;
}

EXPORT void seekdir(DIR *directory, long place) {
    struct directory *own = ours(directory);
    if (own == NULL)
        NEXT(seekdir)(directory, place);
    else
        own->next = (size_t)place;
}
