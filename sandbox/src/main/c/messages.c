/* Files of messages, and what is in a message. Nothing in them is believed: they may be a copy, or made by who wants harm. */
#define _GNU_SOURCE
#include "netlink.h"
#include "view.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FOLDER "/proc/net/.netlink/"

/* A million sockets are told in less. */
#define MAX_BYTES ((size_t)256 << 20)
#define FIRST_BYTES ((size_t)64 << 10)

static bool are_whole(const struct messages *messages) {
    size_t at = 0;
    while (next_message(messages, &at) != NULL)
        ;
    return at == messages->length;
}

int read_messages(const char *name, struct messages *messages) {
    char path[PATH_MAX];
    size_t room = FIRST_BYTES;
    ssize_t got = 0;
    int failed = 0;
    snprintf(path, sizeof path, FOLDER "%s", name);
    messages->bytes = NULL;
    messages->length = 0;
    int file = open_guest_file(path);
    if (file < 0)
        return errno;
    char *bytes = malloc(room);
    while (bytes != NULL && failed == 0) {
        got = syscall(SYS_read, file, bytes + messages->length, room - messages->length);
        if (got <= 0)
            break;
        messages->length += (size_t)got;
        if (messages->length == room) {
            char *larger = room < MAX_BYTES ? realloc(bytes, room *= 2) : NULL;
            if (larger == NULL)
                failed = ENOMEM;
            else
                bytes = larger;
        }
    }
    if (bytes == NULL)
        failed = ENOMEM;
    else if (got < 0)
        failed = errno;
    syscall(SYS_close, file);
    messages->bytes = bytes;
    if (failed == 0 && !are_whole(messages))
        failed = EBADMSG;
    if (failed != 0) {
        free(bytes);
        messages->bytes = NULL;
    }
    return failed;
}

struct nlmsghdr *next_message(const struct messages *messages, size_t *at) {
    size_t left = messages->length - *at;
    struct nlmsghdr *message = (struct nlmsghdr *)(messages->bytes + *at);
    if (left < sizeof *message || message->nlmsg_len < sizeof *message || message->nlmsg_len > left)
        return NULL;
    size_t padded = NLMSG_ALIGN((size_t)message->nlmsg_len);
    *at += padded < left ? padded : left; /* the last one need not be padded */
    return message;
}

/* Returns the attribute at or behind an offset, and moves that behind it; NULL at the end. */
static const struct rtattr *next_attribute(const char *bytes, size_t length, size_t *at) {
    const struct rtattr *attribute = (const struct rtattr *)(bytes + *at);
    if (*at > length || length - *at < sizeof *attribute || attribute->rta_len < sizeof *attribute ||
        attribute->rta_len > length - *at)
        return NULL;
    *at += RTA_ALIGN(attribute->rta_len);
    return attribute;
}

const void *attribute_of(const struct nlmsghdr *message, size_t size, unsigned short type, size_t least, size_t *length) {
    size_t at = NLMSG_ALIGN(size), whole = message->nlmsg_len - NLMSG_HDRLEN;
    const char *bytes = (const char *)message + NLMSG_HDRLEN;
    const struct rtattr *attribute;
    while ((attribute = next_attribute(bytes, whole, &at)) != NULL)
        if ((attribute->rta_type & NLA_TYPE_MASK) == type && attribute->rta_len - sizeof *attribute >= least) {
            *length = attribute->rta_len - sizeof *attribute;
            return attribute + 1;
        }
    return NULL;
}

static bool is_text(const void *found, size_t length, const char *text) {
    size_t own = strlen(text);
    return own < length && memcmp(found, text, own + 1) == 0;
}

bool is_link_named(const struct nlmsghdr *message, const char *name) {
    size_t length, at = 0;
    const void *found = attribute_of(message, sizeof(struct ifinfomsg), IFLA_IFNAME, 1, &length);
    if (found != NULL && is_text(found, length, name))
        return true;
    const char *others = attribute_of(message, sizeof(struct ifinfomsg), IFLA_PROP_LIST, 1, &length);
    const struct rtattr *other;
    while (others != NULL && (other = next_attribute(others, length, &at)) != NULL)
        if (other->rta_type == IFLA_ALT_IFNAME && is_text(other + 1, other->rta_len - sizeof *other, name))
            return true;
    return false;
}
