/*
 * Calls that take paths. Each is the kernel's, by the path that own_file_for() gives, or the server's (remote.h). A file of the
 * server is a descriptor of memory with all its content; that it is no directory, and whose it is, is remembered here.
 */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#define V9FS_MAGIC 0x01021997
#define MAX_DESCRIPTORS 1024

/* Devices that are this host's. */
static const char *const DEVICES[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};

/* What descriptors of the server's files are. */
static struct {
    char *path; /* NULL: the kernel's own */
    struct stat status;
} descriptors[MAX_DESCRIPTORS];
static pthread_mutex_t descriptors_lock = PTHREAD_MUTEX_INITIALIZER;

/* Whose descriptors these are: a child of vfork has descriptors of its own, and its parent's memory. */
static pid_t owner;

static char folder_path[PATH_MAX];

/* Is longer than the kernel takes a path. */
static char too_long[PATH_MAX + 1];

static void become_owner(void) { owner = getpid(); }

static void hold(void) { pthread_mutex_lock(&descriptors_lock); }

static void release(void) { pthread_mutex_unlock(&descriptors_lock); }

static void own_and_release(void) {
    become_owner();
    release();
}

/* After the socket was found. */
__attribute__((constructor(102))) static void find_folder(void) {
    const char *path = getenv(FOLDER_VARIABLE);
    memset(too_long, 'x', PATH_MAX);
    become_owner();
    pthread_atfork(hold, release, own_and_release);
    if (remote_is_used())
        snprintf(folder_path, sizeof folder_path, "%s", path != NULL && path[0] == '/' ? path : "/");
}

const char *current_folder(void) { return remote_is_used() ? folder_path : NULL; }

static bool is_tracked(int descriptor) {
    return descriptor >= 0 && descriptor < MAX_DESCRIPTORS && descriptors[descriptor].path != NULL;
}

static void forget(int descriptor) {
    if (!is_tracked(descriptor) || getpid() != owner)
        return;
    pthread_mutex_lock(&descriptors_lock);
    free(descriptors[descriptor].path);
    descriptors[descriptor].path = NULL;
    pthread_mutex_unlock(&descriptors_lock);
}

static void track(int descriptor, const char *path, const struct stat *status) {
    if (descriptor < 0 || descriptor >= MAX_DESCRIPTORS || getpid() != owner)
        return;
    forget(descriptor);
    pthread_mutex_lock(&descriptors_lock);
    descriptors[descriptor].status = *status;
    descriptors[descriptor].path = strdup(path);
    pthread_mutex_unlock(&descriptors_lock);
}

/* The folder that a relative path begins at; NULL if it is the kernel's. */
static const char *base_of(int folder) {
    return folder == AT_FDCWD ? folder_path : is_tracked(folder) ? descriptors[folder].path : NULL;
}

bool is_remote(int folder, const char *path, char *absolute, const char **local) {
    *local = path;
    if (path == NULL || path[0] == '\0') /* the kernel says what there is to say of them */
        return false;
    if (!remote_is_used()) {
        *local = own_file_for(path, absolute);
        return false;
    }
    char whole[PATH_MAX];
    const char *base = path[0] == '/' ? "" : base_of(folder);
    if (base == NULL)
        return false;
    if (strlen(base) + 1 + strlen(path) >= sizeof whole) {
        *local = too_long; /* as it was given it could be a path of this host's */
        return false;
    }
    snprintf(whole, sizeof whole, path[0] == '/' ? "%s%s" : "%s/%s", base, path);
    *local = own_file_for(whole, absolute);
    bool ours = strncmp(*local, TOOLS "/", sizeof TOOLS) == 0 || strcmp(*local, TOOLS) == 0;
    for (size_t i = 0; i < sizeof DEVICES / sizeof DEVICES[0]; i++)
        ours = ours || strcmp(*local, DEVICES[i]) == 0;
    if (*local == whole) {
        strcpy(absolute, whole);
        *local = absolute;
    }
    return !ours;
}

static int open_remote(const char *path, int flags) {
    struct stat status;
    int descriptor;
    if ((flags & (O_ACCMODE | O_CREAT | O_TRUNC)) != 0 || (flags & O_TMPFILE) == O_TMPFILE) {
        errno = EROFS;
        return -1;
    }
    if (remote_stat(path, (flags & O_NOFOLLOW) == 0, &status) != 0)
        return -1;
    if (S_ISLNK(status.st_mode) && (flags & O_PATH) == 0) {
        errno = ELOOP;
        return -1;
    }
    if ((flags & O_DIRECTORY) != 0 && !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        return -1;
    }
    if (S_ISREG(status.st_mode) && (flags & O_PATH) == 0) {
        descriptor = remote_read(path);
    } else if (S_ISDIR(status.st_mode) || (flags & O_PATH) != 0) {
        descriptor = memfd_create("guest", MFD_CLOEXEC); /* empty, and with a place to stand at */
    } else {
        errno = EACCES; /* devices, pipes and sockets of the guest are names only */
        return -1;
    }
    if (descriptor < 0)
        return -1;
    if ((flags & O_CLOEXEC) == 0)
        syscall(SYS_fcntl, descriptor, F_SETFD, 0);
    track(descriptor, path, &status);
    return descriptor;
}

static mode_t mode_argument(int flags, va_list list) {
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(list, mode_t) : 0;
}

#define OPEN(name)                                                                                                     \
    EXPORT int name(const char *path, int flags, ...) {                                                                \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        mode_t mode = mode_argument(flags, list);                                                                      \
        va_end(list);                                                                                                  \
        if (is_remote(AT_FDCWD, path, buffer, &local))                                                                 \
            return open_remote(buffer, flags);                                                                         \
        int opened = NEXT(name)(local, flags, mode);                                                                   \
        forget(opened);                                                                                                \
        return opened;                                                                                                 \
    }

#define OPENAT(name)                                                                                                   \
    EXPORT int name(int folder, const char *path, int flags, ...) {                                                    \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        va_list list;                                                                                                  \
        va_start(list, flags);                                                                                         \
        mode_t mode = mode_argument(flags, list);                                                                      \
        va_end(list);                                                                                                  \
        if (is_remote(folder, path, buffer, &local))                                                                   \
            return open_remote(buffer, flags);                                                                         \
        int opened = NEXT(name)(folder, local, flags, mode);                                                           \
        forget(opened);                                                                                                \
        return opened;                                                                                                 \
    }

/* What programs call that were built to have their buffers checked; the mode is never needed. */
#define OPEN_2(name, checked)                                                                                          \
    int checked(const char *path, int flags);                                                                          \
    EXPORT int checked(const char *path, int flags) { return name(path, flags); }

#define OPENAT_2(name, checked)                                                                                        \
    int checked(int folder, const char *path, int flags);                                                              \
    EXPORT int checked(int folder, const char *path, int flags) { return name(folder, path, flags); }

static FILE *fopen_remote(const char *path, const char *mode) {
    int flags = mode[0] == 'r' && strchr(mode, '+') == NULL ? O_RDONLY : O_RDWR;
    int descriptor = open_remote(path, flags | (strchr(mode, 'e') != NULL ? O_CLOEXEC : 0));
    if (descriptor < 0)
        return NULL;
    struct stat status;
    FILE *stream = NULL;
    if (fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode))
        errno = EISDIR;
    else
        stream = fdopen(descriptor, "r");
    if (stream == NULL) {
        int failure = errno;
        close(descriptor);
        errno = failure;
    }
    return stream;
}

#define FOPEN(name)                                                                                                    \
    EXPORT FILE *name(const char *path, const char *mode) {                                                            \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        if (is_remote(AT_FDCWD, path, buffer, &local))                                                                 \
            return fopen_remote(buffer, mode);                                                                         \
        return NEXT(name)(local, mode);                                                                                \
    }

/* struct stat and struct stat64 are the same on x86-64. */
#define STAT(name, type, follow)                                                                                       \
    EXPORT int name(const char *path, struct type *result) {                                                           \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        struct stat *status = (struct stat *)result;                                                                   \
        if (is_remote(AT_FDCWD, path, buffer, &local))                                                                 \
            return put_node(remote_stat(buffer, follow, status), AT_FDCWD, buffer, follow, status);                    \
        return put_node(NEXT(name)(local, result), AT_FDCWD, local, follow, status);                                   \
    }

#define FSTAT(name, type)                                                                                              \
    EXPORT int name(int descriptor, struct type *result) {                                                             \
        if (is_tracked(descriptor)) {                                                                                  \
            memcpy(result, &descriptors[descriptor].status, sizeof *result);                                           \
            return 0;                                                                                                  \
        }                                                                                                              \
        return put_node(NEXT(name)(descriptor, result), descriptor, "", true, (struct stat *)result);                  \
    }

#define STATAT(name, type)                                                                                             \
    EXPORT int name(int folder, const char *path, struct type *result, int flags) {                                    \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        if ((flags & AT_EMPTY_PATH) != 0 && path[0] == '\0' && is_tracked(folder)) {                                   \
            memcpy(result, &descriptors[folder].status, sizeof *result);                                               \
            return 0;                                                                                                  \
        }                                                                                                              \
        struct stat *status = (struct stat *)result;                                                                   \
        bool follow = (flags & AT_SYMLINK_NOFOLLOW) == 0;                                                              \
        if (is_remote(folder, path, buffer, &local))                                                                   \
            return put_node(remote_stat(buffer, follow, status), AT_FDCWD, buffer, follow, status);                    \
        return put_node(NEXT(name)(folder, local, result, flags), folder, local, follow, status);                      \
    }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
OPEN_2(open, __open_2)
OPEN_2(open64, __open64_2)
OPENAT_2(openat, __openat_2)
OPENAT_2(openat64, __openat64_2)
FOPEN(fopen)
FOPEN(fopen64)
STAT(stat, stat, true)
STAT(stat64, stat64, true)
STAT(lstat, stat, false)
STAT(lstat64, stat64, false)
FSTAT(fstat, stat)
FSTAT(fstat64, stat64)
STATAT(fstatat, stat)
STATAT(fstatat64, stat64)

static struct statx_timestamp statx_time(struct timespec time) {
    return (struct statx_timestamp){.tv_sec = time.tv_sec, .tv_nsec = (unsigned)time.tv_nsec};
}

/* Puts what a file is into what the kernel has told of it, if it has told anything. */
static void to_statx(const struct stat *status, struct statx *result) {
    result->stx_nlink = (unsigned)status->st_nlink;
    result->stx_uid = status->st_uid;
    result->stx_gid = status->st_gid;
    result->stx_mode = (unsigned short)status->st_mode;
    result->stx_ino = status->st_ino;
    result->stx_size = (unsigned long long)status->st_size;
    result->stx_rdev_major = major(status->st_rdev);
    result->stx_rdev_minor = minor(status->st_rdev);
    result->stx_dev_major = major(status->st_dev);
    result->stx_dev_minor = minor(status->st_dev);
}

static int whole_statx(int failed, const struct stat *status, struct statx *result) {
    if (failed != 0)
        return -1;
    memset(result, 0, sizeof *result);
    result->stx_mask = STATX_BASIC_STATS;
    result->stx_blksize = (unsigned)status->st_blksize;
    result->stx_blocks = (unsigned long long)status->st_blocks;
    result->stx_atime = statx_time(status->st_atim);
    result->stx_mtime = statx_time(status->st_mtim);
    result->stx_ctime = statx_time(status->st_ctim);
    to_statx(status, result);
    return 0;
}

EXPORT int statx(int folder, const char *restrict path, int flags, unsigned mask, struct statx *restrict result) {
    char buffer[PATH_MAX];
    const char *local;
    bool follow = (flags & AT_SYMLINK_NOFOLLOW) == 0;
    struct stat status;
    if (path[0] == '\0' && (flags & AT_EMPTY_PATH) != 0 && is_tracked(folder))
        return whole_statx(0, &descriptors[folder].status, result);
    if (is_remote(folder, path, buffer, &local)) {
        int failed = put_node(remote_stat(buffer, follow, &status), AT_FDCWD, buffer, follow, &status);
        return whole_statx(failed, &status, result);
    }
    int failed = NEXT(statx)(folder, local, flags, mask, result);
    if (failed != 0)
        memset(result, 0, sizeof *result);
    status = (struct stat){
        .st_dev = makedev(result->stx_dev_major, result->stx_dev_minor),
        .st_ino = result->stx_ino,
        .st_mode = result->stx_mode,
        .st_nlink = result->stx_nlink,
        .st_uid = result->stx_uid,
        .st_gid = result->stx_gid,
        .st_rdev = makedev(result->stx_rdev_major, result->stx_rdev_minor),
        .st_size = (off_t)result->stx_size,
    };
    if (put_node(failed, folder, local, follow, &status) != 0)
        return -1;
    if (failed != 0)
        result->stx_mask = STATX_BASIC_STATS;
    to_statx(&status, result);
    return 0;
}

/* As root has it: all may be read, nothing written, and run what anybody may run. */
static int access_remote(const char *path, int mode, bool follow) {
    struct stat status;
    if (remote_stat(path, follow, &status) != 0)
        return -1;
    if ((mode & W_OK) != 0) {
        errno = EROFS;
        return -1;
    }
    if ((mode & X_OK) != 0 && !S_ISDIR(status.st_mode) && (status.st_mode & 0111) == 0) {
        errno = EACCES;
        return -1;
    }
    return 0;
}

/*
 * The kernel says of everything on a mount without programs that it cannot be executed. Here it can, by the tools' program of
 * that path; whoever asks wants to know what the guest's file is.
 */
static int access_by_mode(int failed, int folder, const char *path, int mode, int flags) {
    struct stat status;
    if (failed == 0 || errno != EACCES || (mode & X_OK) == 0)
        return failed;
    if (NEXT(faccessat)(folder, path, mode & ~X_OK, flags) != 0)
        return -1;
    if (NEXT(fstatat)(folder, path, &status, flags & AT_SYMLINK_NOFOLLOW) != 0)
        return -1;
    errno = EACCES;
    return S_ISREG(status.st_mode) && (status.st_mode & 0111) != 0 ? 0 : -1;
}

#define ACCESS(name)                                                                                                   \
    EXPORT int name(const char *path, int mode) {                                                                      \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        if (is_remote(AT_FDCWD, path, buffer, &local))                                                                 \
            return access_remote(buffer, mode, true);                                                                  \
        return access_by_mode(NEXT(name)(local, mode), AT_FDCWD, local, mode, 0);                                      \
    }

ACCESS(access)
ACCESS(eaccess)
ACCESS(euidaccess)

EXPORT int faccessat(int folder, const char *path, int mode, int flags) {
    char buffer[PATH_MAX];
    const char *local;
    if (is_remote(folder, path, buffer, &local))
        return access_remote(buffer, mode, (flags & AT_SYMLINK_NOFOLLOW) == 0);
    return access_by_mode(NEXT(faccessat)(folder, local, mode, flags), folder, local, mode, flags);
}

EXPORT ssize_t readlink(const char *restrict path, char *restrict target, size_t size) {
    char buffer[PATH_MAX];
    const char *local;
    if (is_remote(AT_FDCWD, path, buffer, &local))
        return remote_readlink(buffer, target, size);
    return NEXT(readlink)(local, target, size);
}

EXPORT ssize_t readlinkat(int folder, const char *restrict path, char *restrict target, size_t size) {
    char buffer[PATH_MAX];
    const char *local;
    if (is_remote(folder, path, buffer, &local))
        return remote_readlink(buffer, target, size);
    return NEXT(readlinkat)(folder, local, target, size);
}

ssize_t __readlink_chk(const char *path, char *target, size_t size, size_t room);
EXPORT ssize_t __readlink_chk(const char *path, char *target, size_t size, size_t room) {
    if (size > room)
        abort();
    return readlink(path, target, size);
}

ssize_t __readlinkat_chk(int folder, const char *path, char *target, size_t size, size_t room);
EXPORT ssize_t __readlinkat_chk(int folder, const char *path, char *target, size_t size, size_t room) {
    if (size > room)
        abort();
    return readlinkat(folder, path, target, size);
}

EXPORT char *realpath(const char *restrict path, char *restrict resolved) {
    char buffer[PATH_MAX], whole[PATH_MAX];
    const char *local;
    if (!is_remote(AT_FDCWD, path, buffer, &local))
        return NEXT(realpath)(local, resolved);
    if (remote_realpath(buffer, whole) != 0)
        return NULL;
    return resolved == NULL ? strdup(whole) : strcpy(resolved, whole);
}

/* A folder of the tools is the kernel's as well: programs in it are called by relative paths. */
static int go_to(const char *path, bool remote) {
    char resolved[PATH_MAX];
    struct stat status;
    if (!remote) {
        if (NEXT(chdir)(path) != 0 || NEXT(getcwd)(resolved, sizeof resolved) == NULL)
            return -1;
    } else {
        if (remote_stat(path, true, &status) != 0 || remote_realpath(path, resolved) != 0)
            return -1;
        if (!S_ISDIR(status.st_mode)) {
            errno = ENOTDIR;
            return -1;
        }
    }
    strcpy(folder_path, resolved);
    return 0;
}

EXPORT int chdir(const char *path) {
    char buffer[PATH_MAX];
    const char *local;
    bool remote = is_remote(AT_FDCWD, path, buffer, &local);
    if (local == no_task) {
        errno = ENOENT;
        return -1;
    }
    return remote_is_used() ? go_to(remote ? buffer : local, remote) : NEXT(chdir)(local);
}

EXPORT int fchdir(int descriptor) {
    if (is_tracked(descriptor))
        return go_to(descriptors[descriptor].path, true);
    int failed = NEXT(fchdir)(descriptor);
    if (failed == 0 && remote_is_used())
        NEXT(getcwd)(folder_path, sizeof folder_path);
    return failed;
}

EXPORT char *getcwd(char *buffer, size_t size) {
    if (!remote_is_used())
        return NEXT(getcwd)(buffer, size);
    if (buffer == NULL)
        return strdup(folder_path);
    if (strlen(folder_path) >= size) {
        errno = ERANGE;
        return NULL;
    }
    return strcpy(buffer, folder_path);
}

EXPORT int close(int descriptor) {
    forget(descriptor);
    return NEXT(close)(descriptor);
}

static int duplicated(int from, int to) {
    if (to >= 0 && from != to) {
        forget(to);
        if (is_tracked(from))
            track(to, descriptors[from].path, &descriptors[from].status);
    }
    return to;
}

EXPORT int dup(int descriptor) { return duplicated(descriptor, NEXT(dup)(descriptor)); }

EXPORT int dup2(int descriptor, int to) { return duplicated(descriptor, NEXT(dup2)(descriptor, to)); }

EXPORT int dup3(int descriptor, int to, int flags) { return duplicated(descriptor, NEXT(dup3)(descriptor, to, flags)); }

#define FCNTL(name)                                                                                                    \
    EXPORT int name(int descriptor, int command, ...) {                                                                \
        va_list list;                                                                                                  \
        va_start(list, command);                                                                                       \
        void *argument = va_arg(list, void *);                                                                         \
        va_end(list);                                                                                                  \
        int result = NEXT(name)(descriptor, command, argument);                                                        \
        return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? duplicated(descriptor, result) : result;             \
    }

FCNTL(fcntl)
FCNTL(fcntl64)

#define STATFS(name, type)                                                                                             \
    EXPORT int name(const char *path, struct type *result) {                                                           \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        struct stat status;                                                                                            \
        if (!is_remote(AT_FDCWD, path, buffer, &local))                                                                \
            return NEXT(name)(local, result) != 0 ? -1 : put_space(local, (struct statfs *)result);                    \
        if (remote_stat(buffer, true, &status) != 0)                                                                   \
            return -1;                                                                                                 \
        memset(result, 0, sizeof *result);                                                                             \
        result->f_type = V9FS_MAGIC;                                                                                   \
        result->f_bsize = 4096;                                                                                        \
        result->f_namelen = NAME_MAX;                                                                                  \
        return put_space(buffer, (struct statfs *)result);                                                             \
    }

STATFS(statfs, statfs)
STATFS(statfs64, statfs64)

#define XATTR(name, follow)                                                                                            \
    EXPORT ssize_t name(const char *path, const char *attribute, void *value, size_t size) {                           \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        return is_remote(AT_FDCWD, path, buffer, &local) ? remote_attribute(buffer, follow, attribute, value, size)    \
                                                         : NEXT(name)(local, attribute, value, size);                  \
    }

XATTR(getxattr, true)
XATTR(lgetxattr, false)

#define LISTXATTR(name, follow)                                                                                        \
    EXPORT ssize_t name(const char *path, char *list, size_t size) {                                                   \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        return is_remote(AT_FDCWD, path, buffer, &local) ? remote_attribute(buffer, follow, "", list, size)            \
                                                         : NEXT(name)(local, list, size);                              \
    }

LISTXATTR(listxattr, true)
LISTXATTR(llistxattr, false)

/* What would change the guest's files. */
#define REFUSED(name, parameters, arguments, path)                                                                     \
    EXPORT int name parameters {                                                                                       \
        char buffer[PATH_MAX];                                                                                         \
        const char *local;                                                                                             \
        if (!is_remote(AT_FDCWD, path, buffer, &local))                                                                \
            return NEXT(name) arguments;                                                                               \
        errno = EROFS;                                                                                                 \
        return -1;                                                                                                     \
    }

REFUSED(unlink, (const char *path), (local), path)
REFUSED(rmdir, (const char *path), (local), path)
REFUSED(mkdir, (const char *path, mode_t mode), (local, mode), path)
REFUSED(chmod, (const char *path, mode_t mode), (local, mode), path)
REFUSED(chown, (const char *path, uid_t user, gid_t group), (local, user, group), path)
REFUSED(truncate, (const char *path, off_t size), (local, size), path)
REFUSED(rename, (const char *path, const char *to), (local, to), path)
REFUSED(link, (const char *from, const char *path), (from, local), path)
REFUSED(symlink, (const char *target, const char *path), (target, local), path)
