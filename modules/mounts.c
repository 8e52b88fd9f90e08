/* mounts: what is mounted, in every mount name space that a process is in. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.mounts");
MODULE_TITLE("mounts");
MODULE_SEVERITY("info");
MODULE_DESCRIPTION("Lists mounts; reports nothing.");

/* Mounts of a name space are a list before 6.8, and a tree since. */
struct mnt_namespace___before_6_8 {
	struct list_head list;
} __core;
struct mnt_namespace___since_6_8 {
	struct rb_root mounts;
} __core;
struct mount___before_6_8 {
	struct list_head mnt_list;
} __core;
struct mount___since_6_8 {
	struct rb_node mnt_node;
} __core;

/* A reader's place in the list, no mount. */
#define CURSOR 0x10000000

#define MOST_NAMESPACES 1024
static const struct mnt_namespace *seen[MOST_NAMESPACES];
static int count;

static int is_new(const struct mnt_namespace *namespace)
{
	int i;

	for (i = 0; i < count; i++)
		if (seen[i] == namespace)
			return 0;
	if (count == MOST_NAMESPACES) {
		not_covered("mount name spaces", "more than %d", MOST_NAMESPACES);
		return 0;
	}
	seen[count++] = namespace;
	return 1;
}

static void row(const struct mnt_namespace *namespace, const struct mount *mount)
{

	if (mount->mnt.mnt_flags & CURSOR)
		return;
	row_number("namespace", namespace->ns.inum);
	row_number("id", mount->mnt_id);
	row_number("parent", mount->mnt_parent->mnt_id);
	row_text("type", mount->mnt.mnt_sb->s_type->name);
	row_text("source", mount->mnt_devname ? mount->mnt_devname : "none");
	row_hex("mount", mount);
	row_end();
}

static __noinline void list_mounts(struct mnt_namespace___before_6_8 *namespace)
{
	struct mount___before_6_8 *mount;

	list_for_each_entry(mount, &namespace->list, mnt_list)
		row((const struct mnt_namespace *)namespace, (const struct mount *)mount);
}

static __noinline void tree_mounts(struct mnt_namespace___since_6_8 *namespace)
{
	struct mount___since_6_8 *mount;

	rb_for_each_entry(mount, &namespace->mounts, mnt_node)
		row((const struct mnt_namespace *)namespace, (const struct mount *)mount);
}

void detect(void)
{
	struct task_struct *task;

	for_each_process(task) {
		const struct mnt_namespace *namespace = task->nsproxy ? task->nsproxy->mnt_ns : NULL;

		looked_at("processes", 1);
		if (!namespace || !is_new(namespace))
			continue;
		if (field_exists(struct mnt_namespace___before_6_8, list))
			list_mounts((struct mnt_namespace___before_6_8 *)namespace);
		else
			tree_mounts((struct mnt_namespace___since_6_8 *)namespace);
	}
}
