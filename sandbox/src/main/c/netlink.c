/*
 * Sockets of netlink that ask for the network (rtnetlink, sock_diag). The kernel's would tell of the sandbox: these answer out
 * of the guest's messages. What only changes something, or asks for what is in no file, is refused with a message as the
 * kernel refuses it. A socket is one of the kernel's without a peer, so that its number is taken; what it is, is kept here.
 */
#define _GNU_SOURCE
#include "netlink.h"
#include "view.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define MAX_SOCKETS 64
#define MAX_REQUEST_BYTES 65536
#define MAX_DATAGRAM_BYTES 16384

/* States of sockets are bits from 1 on, in questions of these families. */
#define EVERY_STATE UINT32_MAX

static struct conversation {
    int descriptor;
    ino_t number; /* 0: none; else of the socket that the descriptor was, which may be another since */
    int protocol;
    struct messages answers;
    size_t at;
} conversations[MAX_SOCKETS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const struct listing_of_route {
    unsigned short question;
    const char *file;
} ROUTE[] = {{RTM_GETLINK, "link"}, {RTM_GETADDR, "address"}, {RTM_GETROUTE, "route"}, {RTM_GETNEIGH, "neighbour"}};

static const struct listing_of_sockets {
    unsigned char family, protocol; /* 0: any */
    const char *file;
} SOCKETS[] = {
    {AF_INET, IPPROTO_TCP, "tcp"},          {AF_INET6, IPPROTO_TCP, "tcp6"},
    {AF_INET, IPPROTO_UDP, "udp"},          {AF_INET6, IPPROTO_UDP, "udp6"},
    {AF_INET, IPPROTO_UDPLITE, "udplite"},  {AF_INET6, IPPROTO_UDPLITE, "udplite6"},
    {AF_INET, IPPROTO_RAW, "raw"},          {AF_INET6, IPPROTO_RAW, "raw6"},
    {AF_UNIX, 0, "unix"},                   {AF_PACKET, 0, "packet"},
    {AF_NETLINK, 0, "netlink"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Returns what a descriptor is, with the lock held; NULL and without the lock if it is none of these. */
static struct conversation *take(int descriptor) {
    struct stat status;
    int before = errno;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < MAX_SOCKETS; i++) {
        struct conversation *each = &conversations[i];
        if (each->number == 0 || each->descriptor != descriptor)
            continue;
        if (syscall(SYS_fstat, descriptor, &status) == 0 && status.st_ino == each->number)
            return each;
        each->number = 0;
    }
    pthread_mutex_unlock(&lock);
    errno = before;
    return NULL;
}

static void give_back(void) { pthread_mutex_unlock(&lock); }

EXPORT int socket(int family, int type, int protocol) {
    struct stat status;
    if (family != AF_NETLINK || (protocol != NETLINK_ROUTE && protocol != NETLINK_SOCK_DIAG))
        return NEXT(socket)(family, type, protocol);
    int descriptor = NEXT(socket)(AF_UNIX, SOCK_DGRAM | (type & (SOCK_CLOEXEC | SOCK_NONBLOCK)), 0);
    if (descriptor < 0 || syscall(SYS_fstat, descriptor, &status) != 0)
        return descriptor;
    pthread_mutex_lock(&lock);
    struct conversation *free_one = NULL;
    for (size_t i = 0; i < MAX_SOCKETS; i++) {
        struct conversation *each = &conversations[i];
        struct stat now;
        if (each->number == 0 || each->descriptor == descriptor || syscall(SYS_fstat, each->descriptor, &now) != 0 ||
            now.st_ino != each->number)
            free_one = each;
    }
    if (free_one != NULL) {
        free(free_one->answers.bytes);
        *free_one = (struct conversation){.descriptor = descriptor, .number = status.st_ino, .protocol = protocol};
    }
    pthread_mutex_unlock(&lock);
    if (free_one == NULL) {
        syscall(SYS_close, descriptor);
        errno = EMFILE;
        return -1;
    }
    return descriptor;
}

static bool append(struct conversation *to, const void *bytes, size_t length) {
    size_t whole = to->answers.length + NLMSG_ALIGN(length);
    char *larger = realloc(to->answers.bytes, whole);
    if (larger == NULL)
        return false;
    memcpy(larger + to->answers.length, bytes, length);
    memset(larger + to->answers.length + length, 0, NLMSG_ALIGN(length) - length);
    to->answers.bytes = larger;
    to->answers.length = whole;
    return true;
}

/* Number 0 acknowledges. */
static bool append_error(struct conversation *to, const struct nlmsghdr *question, int number) {
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
    } message = {{sizeof message, NLMSG_ERROR, 0, question->nlmsg_seq, (uint32_t)getpid()}, {-number, *question}};
    return append(to, &message, sizeof message);
}

static bool append_end(struct conversation *to, const struct nlmsghdr *question) {
    struct {
        struct nlmsghdr header;
        int status;
    } message = {{sizeof message, NLMSG_DONE, NLM_F_MULTI, question->nlmsg_seq, (uint32_t)getpid()}, 0};
    return append(to, &message, sizeof message);
}

/* What a question leaves out: messages of another family or protocol, and sockets in other states. */
struct choice {
    unsigned char family; /* 0: any */
    int protocol;         /* of netlink; NDIAG_PROTO_ALL: any */
    uint32_t states;
    int index;        /* of an interface; 0: any */
    const char *name; /* of an interface; NULL: any */
};

static bool is_chosen(const struct choice *choice, const struct nlmsghdr *message) {
    const unsigned char *own = NLMSG_DATA(message);
    size_t length = message->nlmsg_len - NLMSG_HDRLEN;
    if (length < sizeof(struct rtgenmsg) || (choice->family != 0 && own[0] != choice->family))
        return false;
    if (choice->protocol != NDIAG_PROTO_ALL &&
        (length < sizeof(struct netlink_diag_msg) || own[2] != choice->protocol))
        return false;
    if (choice->states != EVERY_STATE) {
        bool is_unix = own[0] == AF_UNIX;
        if (length < sizeof(struct unix_diag_msg))
            return false;
        unsigned char state = is_unix ? own[2] : own[1];
        if (state >= 32 || (choice->states >> state & 1) == 0)
            return false;
    }
    if (choice->index != 0 &&
        (length < sizeof(struct ifinfomsg) || ((const struct ifinfomsg *)own)->ifi_index != choice->index))
        return false;
    return choice->name == NULL || is_link_named(message, choice->name);
}

/* Answers with the messages of a file that are chosen: all, or the first alone. Fails for want of memory only. */
static bool tell(struct conversation *to, const struct nlmsghdr *question, const char *file, const struct choice *choice,
                 bool all) {
    struct messages messages;
    struct nlmsghdr *message;
    size_t at = 0, told = 0;
    int failed = read_messages(file, &messages);
    if (failed != 0)
        return append_error(to, question, failed == ENOENT && to->protocol == NETLINK_ROUTE ? EOPNOTSUPP : failed);
    bool room = true;
    while (room && (message = next_message(&messages, &at)) != NULL) {
        if (!is_chosen(choice, message))
            continue;
        message->nlmsg_seq = question->nlmsg_seq;
        message->nlmsg_pid = (uint32_t)getpid();
        if (!all)
            message->nlmsg_flags = 0;
        room = append(to, message, message->nlmsg_len);
        told++;
        if (!all)
            break;
    }
    free(messages.bytes);
    if (!room)
        return false;
    return all ? append_end(to, question) : told > 0 || append_error(to, question, ENODEV);
}

static bool is_list(const struct nlmsghdr *question) { return (question->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP; }

static bool answer_route(struct conversation *to, const struct nlmsghdr *question) {
    const unsigned char *own = NLMSG_DATA(question);
    size_t length = question->nlmsg_len - NLMSG_HDRLEN, name_length = 0;
    const char *file = NULL;
    for (size_t i = 0; i < COUNT(ROUTE); i++)
        if (ROUTE[i].question == question->nlmsg_type)
            file = ROUTE[i].file;
    struct choice choice = {.protocol = NDIAG_PROTO_ALL, .states = EVERY_STATE};
    if (file == NULL || length < sizeof(struct rtgenmsg))
        return append_error(to, question, EOPNOTSUPP);
    if (is_list(question)) {
        choice.family = question->nlmsg_type == RTM_GETLINK ? 0 : own[0];
        return tell(to, question, file, &choice, true);
    }
    if (question->nlmsg_type != RTM_GETLINK || length < sizeof(struct ifinfomsg))
        return append_error(to, question, EOPNOTSUPP);
    choice.index = ((const struct ifinfomsg *)own)->ifi_index;
    choice.name = attribute_of(question, sizeof(struct ifinfomsg), IFLA_IFNAME, 1, &name_length);
    if (choice.name == NULL)
        choice.name = attribute_of(question, sizeof(struct ifinfomsg), IFLA_ALT_IFNAME, 1, &name_length);
    if (choice.name != NULL && memchr(choice.name, '\0', name_length) == NULL)
        return append_error(to, question, EINVAL);
    return tell(to, question, file, &choice, false);
}

/* Linux 6.16 has no DCCP any more, and takes a question for its sockets for none at all. */
static bool lacks_dccp(void) {
    struct utsname guest;
    unsigned major, minor;
    return uname(&guest) == 0 && sscanf(guest.release, "%u.%u", &major, &minor) == 2 &&
           (major > 6 || (major == 6 && minor >= 16));
}

static bool answer_sockets(struct conversation *to, const struct nlmsghdr *question) {
    const unsigned char *own = NLMSG_DATA(question);
    size_t length = question->nlmsg_len - NLMSG_HDRLEN;
    if (question->nlmsg_type == DCCPDIAG_GETSOCK && lacks_dccp())
        return append_error(to, question, EINVAL);
    if (question->nlmsg_type != SOCK_DIAG_BY_FAMILY || !is_list(question) || length < sizeof(struct sock_diag_req))
        return append_error(to, question, EOPNOTSUPP);
    uint32_t protocol = own[1];
    size_t wide_length;
    const void *wide = NULL;
    if (own[0] == AF_INET || own[0] == AF_INET6) /* a number larger than a byte, as of MPTCP, is an attribute */
        wide = attribute_of(question, sizeof(struct inet_diag_req_v2), INET_DIAG_REQ_PROTOCOL, sizeof protocol, &wide_length);
    if (wide != NULL)
        memcpy(&protocol, wide, sizeof protocol);
    for (size_t i = 0; i < COUNT(SOCKETS); i++) {
        if (SOCKETS[i].family != own[0] || (SOCKETS[i].protocol != 0 && SOCKETS[i].protocol != protocol))
            continue;
        struct choice choice = {.protocol = NDIAG_PROTO_ALL, .states = EVERY_STATE};
        bool has_states = own[0] != AF_PACKET && own[0] != AF_NETLINK;
        if (has_states && length < 2 * sizeof choice.states)
            return append_error(to, question, EINVAL);
        if (has_states)
            memcpy(&choice.states, own + sizeof choice.states, sizeof choice.states);
        if (own[0] == AF_NETLINK)
            choice.protocol = own[1];
        return tell(to, question, SOCKETS[i].file, &choice, true);
    }
    return append_error(to, question, ENOENT);
}

/* Answers all questions of a datagram. Returns the length that was taken. */
static ssize_t ask(struct conversation *to, char *bytes, size_t length) {
    struct messages questions = {bytes, length};
    const struct nlmsghdr *question;
    size_t at = 0;
    bool room = true;
    if (to->at == to->answers.length) /* all are read */
        to->at = to->answers.length = 0;
    while (room && (question = next_message(&questions, &at)) != NULL) {
        size_t before = to->answers.length;
        if ((question->nlmsg_flags & NLM_F_REQUEST) == 0 || question->nlmsg_type < NLMSG_MIN_TYPE)
            continue;
        room = to->protocol == NETLINK_ROUTE ? answer_route(to, question) : answer_sockets(to, question);
        const struct nlmsghdr *first = room ? (const struct nlmsghdr *)(to->answers.bytes + before) : NULL;
        if (room && (question->nlmsg_flags & NLM_F_ACK) != 0 && !is_list(question) && first->nlmsg_type != NLMSG_ERROR)
            room = append_error(to, question, 0);
    }
    if (!room) {
        errno = ENOBUFS;
        return -1;
    }
    return (ssize_t)length;
}

EXPORT ssize_t sendmsg(int descriptor, const struct msghdr *message, int flags) {
    struct conversation *own = take(descriptor);
    if (own == NULL)
        return NEXT(sendmsg)(descriptor, message, flags);
    size_t length = 0;
    ssize_t sent = -1;
    char *bytes = malloc(MAX_REQUEST_BYTES);
    errno = bytes == NULL ? ENOBUFS : EMSGSIZE;
    bool fits = bytes != NULL;
    for (size_t i = 0; fits && i < message->msg_iovlen; i++) {
        const struct iovec *part = &message->msg_iov[i];
        fits = part->iov_len <= MAX_REQUEST_BYTES - length;
        if (fits) {
            memcpy(bytes + length, part->iov_base, part->iov_len);
            length += part->iov_len;
        }
    }
    if (fits)
        sent = ask(own, bytes, length);
    give_back();
    free(bytes);
    return sent;
}

EXPORT ssize_t sendto(int descriptor, const void *bytes, size_t length, int flags, const struct sockaddr *to,
                      socklen_t size) {
    struct iovec part = {(void *)bytes, length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    struct conversation *own = take(descriptor);
    if (own == NULL)
        return NEXT(sendto)(descriptor, bytes, length, flags, to, size);
    give_back();
    return sendmsg(descriptor, &message, flags);
}

EXPORT ssize_t send(int descriptor, const void *bytes, size_t length, int flags) {
    return sendto(descriptor, bytes, length, flags, NULL, 0);
}

/* Returns how long the next datagram is: as many whole messages as fit, and one at least; 0 if there is none. */
static size_t next_datagram(const struct conversation *own) {
    size_t end = own->at, after = own->at;
    while (next_message(&own->answers, &after) != NULL && (end == own->at || after - own->at <= MAX_DATAGRAM_BYTES))
        end = after;
    return end - own->at;
}

EXPORT ssize_t recvmsg(int descriptor, struct msghdr *message, int flags) {
    struct conversation *own = take(descriptor);
    if (own == NULL)
        return NEXT(recvmsg)(descriptor, message, flags);
    size_t length = next_datagram(own), copied = 0;
    for (size_t i = 0; i < message->msg_iovlen && copied < length; i++) {
        const struct iovec *part = &message->msg_iov[i];
        size_t some = part->iov_len < length - copied ? part->iov_len : length - copied;
        memcpy(part->iov_base, own->answers.bytes + own->at + copied, some);
        copied += some;
    }
    if ((flags & MSG_PEEK) == 0)
        own->at += length;
    give_back();
    if (length == 0) { /* the kernel would have who asks wait for ever */
        errno = EAGAIN;
        return -1;
    }
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    if (message->msg_name != NULL) {
        memcpy(message->msg_name, &kernel, message->msg_namelen < sizeof kernel ? message->msg_namelen : sizeof kernel);
        message->msg_namelen = sizeof kernel;
    }
    message->msg_controllen = 0;
    message->msg_flags = copied < length ? MSG_TRUNC : 0;
    return (ssize_t)((flags & MSG_TRUNC) != 0 ? length : copied);
}

EXPORT ssize_t recvfrom(int descriptor, void *restrict bytes, size_t length, int flags, struct sockaddr *restrict from,
                        socklen_t *restrict size) {
    struct iovec part = {bytes, length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_name = from, .msg_namelen = size == NULL ? 0 : *size};
    struct conversation *own = take(descriptor);
    if (own == NULL)
        return NEXT(recvfrom)(descriptor, bytes, length, flags, from, size);
    give_back();
    ssize_t got = recvmsg(descriptor, &message, flags);
    if (size != NULL)
        *size = message.msg_namelen;
    return got;
}

EXPORT ssize_t recv(int descriptor, void *bytes, size_t length, int flags) {
    return recvfrom(descriptor, bytes, length, flags, NULL, NULL);
}

EXPORT int bind(int descriptor, const struct sockaddr *address, socklen_t size) {
    if (take(descriptor) == NULL)
        return NEXT(bind)(descriptor, address, size);
    give_back();
    return 0;
}

EXPORT int connect(int descriptor, const struct sockaddr *address, socklen_t size) {
    if (take(descriptor) == NULL)
        return NEXT(connect)(descriptor, address, size);
    give_back();
    return 0;
}

EXPORT int getsockname(int descriptor, struct sockaddr *restrict address, socklen_t *restrict size) {
    if (take(descriptor) == NULL)
        return NEXT(getsockname)(descriptor, address, size);
    give_back();
    struct sockaddr_nl own = {.nl_family = AF_NETLINK, .nl_pid = (uint32_t)getpid()};
    memcpy(address, &own, *size < sizeof own ? *size : sizeof own);
    *size = sizeof own;
    return 0;
}
