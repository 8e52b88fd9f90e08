/*
 * yagura/walk.h: trees, arrays and tables of the kernel, and per-CPU variables.
 *
 * These walks are done by Yagura: they know the layouts of every kernel, meet no node twice, and end. Where a container is
 * damaged, or holds more than a million entries, what was found up to there is given, and the scan is told that the rest is
 * not covered.
 */
#ifndef YAGURA_WALK_H
#define YAGURA_WALK_H

#include <yagura/types.h>

struct yagura_walk {
	unsigned long position; /* of the entry that comes next */
	unsigned long first;    /* first index that the entry stands for */
	unsigned long last;     /* last index */
	void *entry;
};

enum yagura_container {
	YAGURA_RB_TREE = 1,
	YAGURA_XARRAY,
	YAGURA_IDR,
	YAGURA_MAPLE_TREE,
	YAGURA_RHASHTABLE,
	YAGURA_LIST,
	YAGURA_HLIST,
};

/* Goes to the next entry. Returns 0 at the end. */
static long (*const yagura_next)(enum yagura_container kind, const void *container, struct yagura_walk *walk) =
	(void *)1050;

/* rb_for_each_entry(vma, &mm->mm_rb, vm_rb): in order. The root may be an rb_root or an rb_root_cached. */
#define rb_for_each_entry(entry_, root, member) \
	for (struct yagura_walk __walk = {}; yagura_next(YAGURA_RB_TREE, root, &__walk) && \
	     ((entry_) = container_of(__walk.entry, typeof(*(entry_)), member), 1);)

/* xa_for_each(&mapping->i_pages, index, page): ascending; a radix tree too. Entries may be tagged numbers: xa_is_value(). */
#define xa_for_each(array, index, entry_) \
	for (struct yagura_walk __walk = {}; \
	     yagura_next(YAGURA_XARRAY, array, &__walk) && ((index) = __walk.first, (entry_) = __walk.entry, 1);)

#define xa_is_value(entry) ((unsigned long)(entry) & 1)

/* idr_for_each_entry(&pid_ns->idr, pid, number). */
#define idr_for_each_entry(idr, entry_, number) \
	for (struct yagura_walk __walk = {}; \
	     yagura_next(YAGURA_IDR, idr, &__walk) && ((number) = __walk.first, (entry_) = __walk.entry, 1);)

/* mt_for_each(&mm->mm_mt, vma, first, last): entries stand for ranges. */
#define mt_for_each(tree, entry_, first_, last_) \
	for (struct yagura_walk __walk = {}; yagura_next(YAGURA_MAPLE_TREE, tree, &__walk) && \
	     ((first_) = __walk.first, (last_) = __walk.last, (entry_) = __walk.entry, 1);)

/* rht_for_each_entry(sk, &table, sk_node): a resizable hash table. */
#define rht_for_each_entry(entry_, table, member) \
	for (struct yagura_walk __walk = {}; yagura_next(YAGURA_RHASHTABLE, table, &__walk) && \
	     ((entry_) = container_of(__walk.entry, typeof(*(entry_)), member), 1);)

/* Per-CPU variables: extern struct rq runqueues __ksym; for_each_possible_cpu(cpu) per_cpu_ptr(&runqueues, cpu)->… */
extern const unsigned long __per_cpu_offset[] __ksym __weak;
extern const unsigned int nr_cpu_ids __ksym __weak;
extern const unsigned long __cpu_possible_mask[] __ksym;

#define per_cpu_ptr(variable, cpu) \
	((typeof(variable))((void *)(variable) + (&__per_cpu_offset ? __per_cpu_offset[cpu] : 0)))

static inline int yagura_next_cpu(int cpu)
{
	unsigned int count = &nr_cpu_ids ? nr_cpu_ids : 1;

	/* More than a kernel can be built for is not believed. */
	for (cpu++; cpu < count && cpu < 8192; cpu++)
		if (__cpu_possible_mask[cpu / 64] >> (cpu % 64) & 1)
			return cpu;
	return -1;
}

#define for_each_possible_cpu(cpu) for ((cpu) = yagura_next_cpu(-1); (cpu) >= 0; (cpu) = yagura_next_cpu(cpu))

#endif
