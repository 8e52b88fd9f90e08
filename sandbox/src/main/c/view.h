/*
 * libyagura-view.so: what makes trusted tools see a guest, while only themselves are run.
 *
 * The tools' own loader loads it into every program of the tools tree. It stands before libc's functions; what it does not
 * mean to answer, it hands on. A child of vfork may call exec, close and dup. Without a server (remote.h) and
 * questions about the network (netlink.h) nothing is allocated.
 */
#ifndef YAGURA_VIEW_H
#define YAGURA_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/types.h>

/* Where the tools tree is mounted; the same as in dev.yagura.sandbox.tools.ToolsTree. */
#define TOOLS_NAME ".yagura"
#define TOOLS "/" TOOLS_NAME

/* The guest's files as they are, without what the tool has written. */
#define GUEST TOOLS "/guest"

/* A procfs of the sandbox itself. */
#define OWN_PROC TOOLS "/proc"

/* The shell of system(), popen() and of scripts without a first line. */
#define TOOLS_SHELL TOOLS "/bin/sh"

#define EXPORT __attribute__((visibility("default")))

/* The next definition of a function, libc's. Resolved once at each place; a race resolves it twice, to the same. */
#define NEXT(name)                                                                                                     \
    (__extension__({                                                                                                   \
        static __typeof__(&name) next;                                                                                 \
        if (next == NULL)                                                                                              \
            next = (__typeof__(&name))next_symbol(#name);                                                              \
        next;                                                                                                          \
    }))

void *next_symbol(const char *name);

/* The program to run in place of path: path itself, or buffer (PATH_MAX bytes) with one of the tools tree. */
const char *tool_for(const char *path, char *buffer);

/* The file to open in place of path: path itself, or buffer (PATH_MAX bytes) with one that describes the caller. */
const char *own_file_for(const char *path, char *buffer);

/* Whether a path leads to the guest's files at the server; absolute (PATH_MAX bytes) has it then, without "." and "//" set right.
 * Else *local is what to give the kernel: path itself, or absolute with another. folder is as in openat(2). */
bool is_remote(int folder, const char *path, char *absolute, const char **local);

/* The folder that relative paths begin at, if it is the server's or the tools'; else NULL. */
const char *current_folder(void);

/* Sets the number of links right that the kernel has told of a folder; all else stays. An empty path is the open folder itself. */
void put_links(int folder, const char *path, struct stat *status);

/* Puts the guest's numbers in place of the sandbox's. Fails only if nothing is known of the room there. */
int put_space(const char *path, struct statfs *result);

/* What is told of the guest's mounts. */
#define SPACE_FILE "/proc/.statfs"

/* Takes the octal numbers out of a mount's path, in place. */
void unescape(char *path);

/* Whether a path is below a mount. */
bool is_on(const char *path, const char *mount);

/* Puts of a file the number of the guest's filesystem that it is on; whole is its path, absolute and without links. */
void put_device(const char *whole, struct stat *status);

/* Puts what a file is in the guest in place of what the kernel has told of it, or of which the server has; failed is whether they
 * have not. An empty path is the open folder itself. Returns whether nothing is known of it, as those do. */
int put_node(int failed, int folder, const char *path, bool follow, struct stat *status);

/* Whether a number is that of the calling process or thread. The kernel is asked once: a tool may ask about four million. In a child of vfork it is
 * still the parent's. */
bool is_own(pid_t number);

/* The path in place of that of a task that the guest lacks. It is nowhere, which the kernel need not be asked. */
extern const char no_task[];

/* Opens a file of the guest to be read to its end. Returns a descriptor, or -1. */
int open_guest_file(const char *path);

/* Whether it is known, without asking for it, that the guest has no task of a number. A tool may try four million numbers, and each
 * question that nobody has asked before goes all the way to who reads the guest. */
bool guest_lacks(long number);

/* Reads up to size - 1 bytes of a file of the guest and ends them with a NUL. Returns their number, or -1. */
ssize_t read_guest_file(const char *path, char *buffer, size_t size);

#endif
