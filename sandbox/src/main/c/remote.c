/* 9P2000.L: https://github.com/chaos/diod, "protocol.md". Requests one at a time; fids live as long as one call. */
#define _GNU_SOURCE
#include "remote.h"
#include "view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    RLERROR = 7,
    TLOPEN = 12,
    TREADLINK = 22,
    TGETATTR = 24,
    TXATTRWALK = 30,
    TREADDIR = 40,
    TVERSION = 100,
    TATTACH = 104,
    TWALK = 110,
    TREAD = 116,
    TCLUNK = 120
};

enum { QID_DIRECTORY = 0x80, QID_LINK = 0x02 };

#define VERSION "9P2000.L"
#define HEADER 7
#define MESSAGE_BYTES 65536
#define NO_TAG 0xffff
#define NO_FID 0xffffffffU
#define ROOT_FID 0
#define FID 1
#define LINK_FID 2
#define VALUE_FID 3
#define MAX_NAMES 16
#define MAX_LINKS 40
#define GETATTR_BASIC 0x7ffULL

/* Above what programs use, so that it is the same number in a process and in one that vfork made of it. */
#define DESCRIPTOR 900

/* More than any file of a system but disk images and the like. */
#define MAX_FILE_BYTES (512LL << 20)

static struct {
    pid_t pid; /* whose connection it is: one for each process */
    uint32_t bytes;
} connection;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint8_t message[MESSAGE_BYTES];
static size_t length; /* of what was put into message, or is read from it */
static size_t at;
static bool cut; /* an answer was shorter than its fields */

/* Where the next walk begins: at FID, once it has been put somewhere, else at the root. */
static uint32_t from;
static bool fid_is_used;

static char socket_path[sizeof(((struct sockaddr_un *)0)->sun_path)];

static void hold(void) { pthread_mutex_lock(&lock); }

static void release(void) { pthread_mutex_unlock(&lock); }

__attribute__((constructor(101))) static void find_socket(void) {
    const char *path = getenv(SOCKET_VARIABLE);
    if (path != NULL && strlen(path) < sizeof socket_path)
        strcpy(socket_path, path);
    /* Else a child would wait for ever for a thread that it has not. */
    pthread_atfork(hold, release, release);
}

bool remote_is_used(void) { return socket_path[0] != '\0'; }

const char *remote_socket(void) { return socket_path; }

static void put(uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes && length < sizeof message; i++)
        message[length++] = (uint8_t)(value >> 8 * i);
}

static void put_text(const char *text, size_t bytes) {
    put(bytes, 2);
    for (size_t i = 0; i < bytes && length < sizeof message; i++)
        message[length++] = (uint8_t)text[i];
}

static uint64_t get(size_t bytes) {
    uint64_t value = 0;
    if (length - at < bytes) {
        cut = true;
        at = length;
        return 0;
    }
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)message[at++] << 8 * i;
    return value;
}

static bool send_all(const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = syscall(SYS_sendto, DESCRIPTOR, bytes, count, MSG_NOSIGNAL, NULL, 0);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        bytes += sent;
        count -= (size_t)sent;
    }
    return true;
}

static bool receive_all(uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t got = syscall(SYS_read, DESCRIPTOR, bytes, count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        bytes += got;
        count -= (size_t)got;
    }
    return true;
}

static void begin(uint8_t type) {
    length = 4;
    put(type, 1);
    put(type == TVERSION ? NO_TAG : 0, 2);
}

/* What comes next on the connection could be the answer to anything: it is made anew. Returns false. */
static bool broken(void) {
    connection.pid = 0;
    errno = EIO;
    return false;
}

/* Sends what was put, and receives the answer. Returns false and sets errno: the server's, or EIO. */
static bool exchange(void) {
    uint8_t type = message[4];
    size_t whole = length;
    length = 0;
    put(whole, 4);
    length = at = 0;
    cut = false;
    if (!send_all(message, whole) || !receive_all(message, HEADER))
        return broken();
    length = HEADER;
    size_t size = get(4);
    uint8_t answer = (uint8_t)get(1);
    if (size < HEADER || size > sizeof message || !receive_all(message + HEADER, size - HEADER))
        return broken();
    length = size;
    at = HEADER;
    if (answer == type + 1)
        return true;
    int failure = answer == RLERROR ? (int)get(4) : EPROTO;
    errno = failure > 0 ? failure : EPROTO;
    return false;
}

static bool connect_to_server(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, socket_path, sizeof socket_path);
    /* After a fork this is the other process's, after a vfork of a child an older one of our own. */
    syscall(SYS_close, DESCRIPTOR);
    int made = (int)syscall(SYS_socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0)
        return false;
    bool connected = syscall(SYS_connect, made, &address, sizeof address) == 0 &&
                     syscall(SYS_dup3, made, DESCRIPTOR, O_CLOEXEC) == DESCRIPTOR;
    syscall(SYS_close, made);
    if (!connected)
        return false;
    begin(TVERSION);
    put(MESSAGE_BYTES, 4);
    put_text(VERSION, strlen(VERSION));
    if (!exchange())
        return false;
    connection.bytes = (uint32_t)get(4);
    if (cut || connection.bytes < 4096 || connection.bytes > MESSAGE_BYTES) {
        errno = EPROTO;
        return false;
    }
    fid_is_used = false;
    begin(TATTACH);
    put(ROOT_FID, 4);
    put(NO_FID, 4);
    put_text("", 0);
    put_text("", 0);
    put(0, 4);
    if (!exchange())
        return false;
    connection.pid = getpid();
    return true;
}

static void clunk(uint32_t fid) {
    int before = errno;
    begin(TCLUNK);
    put(fid, 4);
    exchange();
    errno = before;
}

struct walked {
    size_t count;
    uint8_t types[MAX_NAMES];
};

/* Walks from one fid to a new one, or the same. Names follow each other in text, each as long as lengths says. */
static bool walk(uint32_t begin_at, uint32_t to, const char *const *names, const size_t *lengths, size_t count,
                 struct walked *walked) {
    begin(TWALK);
    put(begin_at, 4);
    put(to, 4);
    put(count, 2);
    for (size_t i = 0; i < count; i++)
        put_text(names[i], lengths[i]);
    if (!exchange())
        return false;
    walked->count = get(2);
    /* That not even the first is there would be an error. */
    if (walked->count > count || (count > 0 && walked->count == 0))
        cut = true;
    for (size_t i = 0; i < walked->count && !cut; i++) {
        walked->types[i] = (uint8_t)get(1);
        get(4);
        get(8);
    }
    if (cut)
        errno = EPROTO;
    return !cut;
}

static bool read_link(uint32_t fid, char *target, size_t size, size_t *bytes) {
    begin(TREADLINK);
    put(fid, 4);
    if (!exchange())
        return false;
    *bytes = get(2);
    if (cut || *bytes > length - at) {
        errno = EPROTO;
        return false;
    }
    memcpy(target, message + at, *bytes < size ? *bytes : size);
    return true;
}

/* A path on the way: what of it is resolved, and what is still to be walked. */
struct way {
    char done[PATH_MAX]; /* without links; empty for the root */
    char rest[2 * PATH_MAX];
    int links;
};

/* Takes the next names off rest, up to a "..". */
static size_t next_names(const char **rest, const char **names, size_t *lengths) {
    size_t count = 0;
    const char *text = *rest;
    for (;;) {
        text += strspn(text, "/");
        size_t bytes = strcspn(text, "/");
        if (bytes == 0 || count == MAX_NAMES || (bytes == 2 && memcmp(text, "..", 2) == 0))
            break;
        if (bytes != 1 || text[0] != '.') {
            names[count] = text;
            lengths[count++] = bytes;
        }
        text += bytes;
    }
    *rest = text;
    return count;
}

static void start_at_root(void) {
    if (fid_is_used)
        clunk(FID);
    fid_is_used = false;
    from = ROOT_FID;
}

/* Walks FID on. */
static bool walk_on(const char *const *names, const size_t *lengths, size_t count, struct walked *walked) {
    if (!walk(from, FID, names, lengths, count, walked))
        return false;
    if (walked->count == count) {
        fid_is_used = true;
        from = FID;
    }
    return true;
}

/* Puts FID at a path that has no links. */
static bool start_at(const char *path) {
    struct walked walked;
    start_at_root();
    while (*path != '\0') {
        const char *names[MAX_NAMES];
        size_t lengths[MAX_NAMES], count = next_names(&path, names, lengths);
        if (count > 0 && (!walk_on(names, lengths, count, &walked) || walked.count < count)) {
            errno = ENOENT;
            return false;
        }
    }
    return true;
}

static bool append(char *done, const char *name, size_t bytes) {
    size_t before = strlen(done);
    if (before + 1 + bytes >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    done[before] = '/';
    memcpy(done + before + 1, name, bytes);
    done[before + 1 + bytes] = '\0';
    return true;
}

/* Goes to the folder of a link, and puts its target before what is to be walked. */
static bool take_link(struct way *way, const char *const *names, const size_t *lengths, size_t count, const char *rest) {
    char target[PATH_MAX], after[2 * PATH_MAX];
    size_t bytes;
    struct walked walked;
    if (++way->links > MAX_LINKS) {
        errno = ELOOP;
        return false;
    }
    if (!walk(from, LINK_FID, names, lengths, count, &walked))
        return false;
    if (walked.count < count) {
        errno = ENOENT;
        return false;
    }
    bool read = read_link(LINK_FID, target, sizeof target, &bytes);
    clunk(LINK_FID);
    if (!read)
        return false;
    bytes = strnlen(target, bytes < sizeof target ? bytes : sizeof target);
    if (bytes == 0) {
        errno = ENOENT;
        return false;
    }
    if (bytes >= sizeof target || bytes + 1 + strlen(rest) >= sizeof way->rest) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (target[0] == '/')
        way->done[0] = '\0';
    else
        for (size_t i = 0; i + 1 < count; i++)
            if (!append(way->done, names[i], lengths[i]))
                return false;
    strcpy(after, rest);
    memcpy(way->rest, target, bytes);
    way->rest[bytes] = '/';
    strcpy(way->rest + bytes + 1, after);
    if (after[0] == '\0')
        way->rest[bytes] = '\0';
    return start_at(way->done);
}

/* Walks FID to a file. way->done is its path then. */
static bool find(struct way *way, const char *path, bool follow) {
    if (strlen(path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    strcpy(way->rest, path);
    way->done[0] = '\0';
    way->links = 0;
    if (path[0] != '\0' && path[strlen(path) - 1] == '/')
        follow = true;
    start_at_root();
    for (;;) {
        const char *names[MAX_NAMES], *rest = way->rest;
        size_t lengths[MAX_NAMES], count = next_names(&rest, names, lengths), link = 0;
        struct walked walked;
        if (count == 0 && *rest == '\0')
            return from == FID || walk_on(names, lengths, 0, &walked);
        if (count == 0) { /* ".." */
            char *last = strrchr(way->done, '/');
            if (last != NULL)
                *last = '\0';
            memmove(way->rest, rest + 2, strlen(rest + 2) + 1);
            if (!start_at(way->done))
                return false;
            continue;
        }
        if (!walk_on(names, lengths, count, &walked))
            return false;
        while (link < walked.count && (walked.types[link] & QID_LINK) == 0)
            link++;
        bool is_last = link + 1 == count && *rest == '\0';
        if (link < walked.count && (follow || !is_last)) {
            if (walked.count == count && !start_at(way->done))
                return false;
            /* What follows the link, as it was written. */
            if (!take_link(way, names, lengths, link + 1, names[link] + lengths[link]))
                return false;
            continue;
        }
        if (walked.count < count) {
            bool folder = (walked.types[walked.count - 1] & QID_DIRECTORY) != 0;
            errno = folder ? ENOENT : ENOTDIR;
            return false;
        }
        for (size_t i = 0; i < count; i++)
            if (!append(way->done, names[i], lengths[i]))
                return false;
        memmove(way->rest, rest, strlen(rest) + 1);
    }
}

/* Begins a call: finds the file. A connection that somebody closed is made anew, once. */
static bool enter(struct way *way, const char *path, bool follow) {
    pthread_mutex_lock(&lock);
    bool fresh = connection.pid != getpid();
    if (fresh && !connect_to_server())
        return false;
    if (find(way, path, follow))
        return true;
    if (errno != EIO || fresh)
        return false;
    return connect_to_server() && find(way, path, follow);
}

static int leave(int result) {
    pthread_mutex_unlock(&lock);
    return result;
}

static void get_time(struct timespec *time) {
    time->tv_sec = (time_t)get(8);
    time->tv_nsec = (long)get(8);
}

static bool attributes(uint32_t fid, struct stat *result) {
    begin(TGETATTR);
    put(fid, 4);
    put(GETATTR_BASIC, 8);
    if (!exchange())
        return false;
    memset(result, 0, sizeof *result);
    get(8);
    get(5);
    result->st_ino = get(8);
    result->st_mode = (mode_t)get(4);
    result->st_uid = (uid_t)get(4);
    result->st_gid = (gid_t)get(4);
    result->st_nlink = get(8);
    result->st_rdev = get(8);
    result->st_size = (off_t)get(8);
    result->st_blksize = (blksize_t)get(8);
    result->st_blocks = (blkcnt_t)get(8);
    get_time(&result->st_atim);
    get_time(&result->st_mtim);
    get_time(&result->st_ctim);
    if (cut)
        errno = EPROTO;
    return !cut;
}

int remote_stat(const char *path, bool follow, struct stat *result) {
    static struct way way;
    char whole[PATH_MAX];
    bool found = enter(&way, path, follow) && attributes(FID, result);
    if (found)
        strcpy(whole, way.done[0] == '\0' ? "/" : way.done);
    if (leave(found ? 0 : -1) != 0)
        return -1;
    put_device(whole, result);
    return 0;
}

ssize_t remote_readlink(const char *path, char *target, size_t size) {
    static struct way way;
    size_t bytes;
    if (!enter(&way, path, false) || !read_link(FID, target, size, &bytes))
        return leave(-1);
    return leave((int)(bytes < size ? bytes : size));
}

int remote_realpath(const char *path, char *resolved) {
    static struct way way;
    if (!enter(&way, path, true))
        return leave(-1);
    strcpy(resolved, way.done[0] == '\0' ? "/" : way.done);
    return leave(0);
}

static bool open_fid(void) {
    begin(TLOPEN);
    put(FID, 4);
    put(O_RDONLY, 4);
    return exchange();
}

/* Asks for bytes of what is open; what came is at message + at. Returns their number, 0 at the end. */
static ssize_t read_fid(uint32_t fid, uint8_t type, uint64_t offset) {
    begin(type);
    put(fid, 4);
    put(offset, 8);
    put(connection.bytes - HEADER - 4, 4);
    if (!exchange())
        return -1;
    size_t bytes = get(4);
    if (cut || bytes > length - at) {
        errno = EPROTO;
        return -1;
    }
    return (ssize_t)bytes;
}

int remote_read(const char *path) {
    static struct way way;
    if (!enter(&way, path, true) || !open_fid())
        return leave(-1);
    int file = memfd_create("guest", MFD_CLOEXEC);
    uint64_t offset = 0;
    ssize_t bytes = -1;
    while (file >= 0 && (bytes = read_fid(FID, TREAD, offset)) > 0) {
        if (offset + (uint64_t)bytes > MAX_FILE_BYTES) {
            errno = EFBIG;
            bytes = -1;
        } else if (syscall(SYS_pwrite64, file, message + at, bytes, offset) != bytes) {
            errno = ENOSPC;
            bytes = -1;
        }
        if (bytes < 0)
            break;
        offset += (uint64_t)bytes;
    }
    if (file >= 0 && bytes < 0) {
        int failure = errno;
        syscall(SYS_close, file);
        errno = failure;
        file = -1;
    }
    return leave(file);
}

/* Reads the value behind VALUE_FID, which has so many bytes. */
static bool read_value(char *value, size_t bytes) {
    size_t have = 0;
    while (have < bytes) {
        ssize_t got = read_fid(VALUE_FID, TREAD, have);
        if (got <= 0 || (size_t)got > bytes - have) {
            if (got >= 0)
                errno = EPROTO;
            return false;
        }
        memcpy(value + have, message + at, (size_t)got);
        have += (size_t)got;
    }
    return true;
}

ssize_t remote_attribute(const char *path, bool follow, const char *name, char *value, size_t size) {
    static struct way way;
    ssize_t result = -1;
    if (strlen(name) > XATTR_NAME_MAX) {
        errno = ERANGE;
        return -1;
    }
    if (!enter(&way, path, follow))
        return leave(-1);
    begin(TXATTRWALK);
    put(FID, 4);
    put(VALUE_FID, 4);
    put_text(name, strlen(name));
    if (!exchange())
        return leave(-1);
    uint64_t bytes = get(8);
    if (cut || bytes > XATTR_SIZE_MAX)
        errno = EPROTO;
    else if (size != 0 && bytes > size)
        errno = ERANGE;
    else if (size == 0 || read_value(value, bytes))
        result = (ssize_t)bytes;
    clunk(VALUE_FID);
    return leave((int)result);
}

void free_listing(struct listing *listing) {
    for (size_t i = 0; i < listing->count; i++)
        free(listing->entries[i].name);
    free(listing->entries);
    free(listing);
}

/* Takes the entries of one answer. Returns the offset to go on from, 0 if there is no memory or sense in it. */
static uint64_t take_entries(struct listing *listing, size_t bytes) {
    uint64_t offset = 0;
    size_t end = at + bytes;
    while (at < end) {
        uint8_t qid = (uint8_t)get(1);
        get(4);
        ino_t number = get(8);
        offset = get(8);
        uint8_t type = (uint8_t)get(1);
        size_t count = get(2);
        if (cut || count > end - at || count > NAME_MAX || memchr(message + at, '\0', count) != NULL)
            return 0;
        if ((listing->count & (listing->count - 1)) == 0) { /* room for twice as many */
            size_t room = listing->count == 0 ? 1 : 2 * listing->count;
            struct entry *more = realloc(listing->entries, room * sizeof *more);
            if (more == NULL)
                return 0;
            listing->entries = more;
        }
        char *name = strndup((const char *)message + at, count);
        if (name == NULL)
            return 0;
        listing->entries[listing->count++] = (struct entry){number, type, name};
        at += count;
        (void)qid;
    }
    return offset;
}

struct listing *remote_list(const char *path) {
    static struct way way;
    struct listing *listing = calloc(1, sizeof *listing);
    ssize_t bytes = -1;
    uint64_t offset = 0;
    if (listing == NULL)
        return NULL;
    if (enter(&way, path, true) && open_fid())
        while ((bytes = read_fid(FID, TREADDIR, offset)) > 0)
            if ((offset = take_entries(listing, (size_t)bytes)) == 0) {
                errno = EPROTO;
                bytes = -1;
                break;
            }
    if (bytes < 0) {
        free_listing(listing);
        listing = NULL;
    }
    leave(0);
    return listing;
}
