/* netfilter: hooks for packets, by network namespace and family. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.netfilter");
MODULE_TITLE("netfilter hook of unknown code");
MODULE_SEVERITY("critical");
MODULE_TECHNIQUE("T1205");
MODULE_DESCRIPTION("Lists netfilter hooks but those of single interfaces. Reports those that are nobody's known code.");
MODULE_NEXT_STEP("look at the code of the hook: yagura show VM netfilter");

extern struct list_head net_namespace_list __ksym;

/* decnet is gone since 6.1. */
struct netns_nf___before_6_1 {
	struct nf_hook_entries *hooks_decnet[1];
} __core;

#define MOST_HOOKS 1024

static void row_hooks(const struct net *net, const char *family, unsigned int hook, const struct nf_hook_entries *entries)
{
	unsigned int i, count = entries->num_hook_entries;

	if (count > MOST_HOOKS) {
		not_covered(family, "%u hooks, expected fewer", count);
		return;
	}
	for (i = 0; i < count; i++) {
		const struct nf_hook_entry *entry = array_at(&entries->hooks, struct nf_hook_entry, i);
		const void *handler = (const void *)entry->hook;
		char place[64];

		row_text("family", family);
		row_number("position", i);
		row_hex("handler", handler);
		row_hex("entry", entry);
		row_number("netns", net->ns.inum);
		row_end();
		if (owner_of(handler) == OWNER_UNKNOWN) {
			text(place, "%s hook %u, position %u", family, hook, i);
			evidence_pointer(place, &entry->hook, (unsigned long)handler, "code of the kernel or of a module");
			report(CONFIDENCE_HIGH, place, "%s is nobody's known code", place);
		}
	}
}

static void row_family(const struct net *net, const char *family, const void *pointers, unsigned long bytes)
{
	struct nf_hook_entries *const *hooks = pointers;
	unsigned int i;

	for (i = 0; i < bytes / 8 && i < 64; i++)
		if (hooks[i])
			row_hooks(net, family, i, hooks[i]);
}

#define FAMILY(type, name) \
	static __noinline void row_##name(const struct net *net) \
	{ \
		row_family(net, #name, (const void *)&net->nf + field_offset(type, hooks_##name), \
			   field_size(type, hooks_##name)); \
	}
FAMILY(struct netns_nf, ipv4)
FAMILY(struct netns_nf, ipv6)
FAMILY(struct netns_nf, arp)
FAMILY(struct netns_nf, bridge)
FAMILY(struct netns_nf___before_6_1, decnet)

void detect(void)
{
	struct net *net;

	list_for_each_entry(net, &net_namespace_list, list) {
		looked_at("network namespaces", 1);
		row_ipv4(net);
		row_ipv6(net);
		/* These need not be built in. */
		if (field_exists(struct netns_nf, hooks_arp))
			row_arp(net);
		if (field_exists(struct netns_nf, hooks_bridge))
			row_bridge(net);
		if (field_exists(struct netns_nf___before_6_1, hooks_decnet))
			row_decnet(net);
	}
}
