/*
 * The guest's files without a mount: a client of 9P2000.L at a Unix socket, for library OSes that have neither FUSE nor
 * namespaces. It is used if YAGURA_VIEW_SOCKET names one; else every path is the kernel's.
 */
#ifndef YAGURA_REMOTE_H
#define YAGURA_REMOTE_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#define SOCKET_VARIABLE "YAGURA_VIEW_SOCKET"
#define FOLDER_VARIABLE "YAGURA_VIEW_FOLDER"

/* A whole directory, in one allocation for each entry's name. */
struct listing {
    size_t count;
    struct entry {
        ino_t number;
        unsigned char type; /* as d_type of readdir(3) */
        char *name;
    } *entries;
};

/* Whether there is such a server. */
bool remote_is_used(void);

/* Its socket's path. */
const char *remote_socket(void);

/* Each takes an absolute path of the guest and answers as the system call of its name: -1 and errno on failure. */
int remote_stat(const char *path, bool follow, struct stat *result);
ssize_t remote_readlink(const char *path, char *target, size_t size);
int remote_realpath(const char *path, char *resolved);

/* Without a name, the names of all, as listxattr(2) has them. */
ssize_t remote_attribute(const char *path, bool follow, const char *name, char *value, size_t size);

/* Returns a descriptor with the content of a file, in memory. */
int remote_read(const char *path);

/* Returns a directory's names; to be given back by free_listing. */
struct listing *remote_list(const char *path);
void free_listing(struct listing *listing);

#endif
