/* listeners: TCP sockets that listen, from the kernel's hash table of them. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.listeners");
MODULE_TITLE("TCP sockets that listen");
MODULE_SEVERITY("info");
MODULE_DESCRIPTION("Lists the listening sockets of the kernel's table; network namespaces with tables of their own are not seen.");

extern struct inet_hashinfo tcp_hashinfo __ksym;

#define AF_INET6 10

/* Chains of listeners by port and address end with a null pointer before 5.19, and with an odd number since. */
struct inet_listen_hashbucket___before_5_19 {
	struct hlist_head head;
} __core;
struct inet_listen_hashbucket___since_5_19 {
	struct hlist_nulls_head nulls_head;
} __core;
struct inet_connection_sock___before_5_19 {
	struct hlist_node icsk_listen_portaddr_node;
} __core;

static void row(const struct sock *sock)
{
	row_text("protocol", sock->__sk_common.skc_family == AF_INET6 ? "tcp6" : "tcp");
	row_number("localPort", sock->__sk_common.skc_num);
	row_hex("sock", sock);
	row_number("interfaceIndex", sock->__sk_common.skc_bound_dev_if);
	row_end();
}

static __noinline void old_chain(const void *bucket)
{
	struct inet_connection_sock___before_5_19 *connection;

	hlist_for_each_entry(connection, &((struct inet_listen_hashbucket___before_5_19 *)bucket)->head,
			     icsk_listen_portaddr_node)
		row((const struct sock *)connection);
}

static __noinline void new_chain(const void *bucket)
{
	struct sock *sock;

	hlist_nulls_for_each_entry(sock, &((struct inet_listen_hashbucket___since_5_19 *)bucket)->nulls_head,
				   __sk_common.skc_nulls_node)
		row(sock);
}

void detect(void)
{
	unsigned int bucket, count = tcp_hashinfo.lhash2_mask + 1;

	if (count > 1 << 20) {
		not_covered("listening sockets", "%u buckets, expected fewer", count);
		return;
	}
	for (bucket = 0; bucket < count; bucket++) {
		const void *at = array_at(tcp_hashinfo.lhash2, struct inet_listen_hashbucket, bucket);

		looked_at("buckets", 1);
		if (field_exists(struct inet_listen_hashbucket___before_5_19, head))
			old_chain(at);
		else
			new_chain(at);
	}
}
