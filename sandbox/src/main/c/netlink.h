/*
 * The guest's network in messages of netlink: files below /proc/net/.netlink, which module view makes of the guest's memory
 * (package dev.yagura.view.proc.net.netlink). Each holds all that the guest's kernel would answer to one question for a list.
 */
#ifndef YAGURA_NETLINK_H
#define YAGURA_NETLINK_H

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The messages of one file, in memory; their lengths are checked. */
struct messages {
    char *bytes;
    size_t length;
};

/* Reads the messages of a file by its name there. Returns 0 or an error's number; bytes are to be given to free(3). */
int read_messages(const char *name, struct messages *messages);

/* Returns the message at an offset and moves that behind it, or NULL at the end. */
struct nlmsghdr *next_message(const struct messages *messages, size_t *at);

/* Returns an attribute of a message whose own structure is of size bytes, and its length; NULL if it has none that long. */
const void *attribute_of(const struct nlmsghdr *message, size_t size, unsigned short type, size_t least, size_t *length);

/* Whether a message is about the interface of a name, its own or another. */
bool is_link_named(const struct nlmsghdr *message, const char *name);

#endif
