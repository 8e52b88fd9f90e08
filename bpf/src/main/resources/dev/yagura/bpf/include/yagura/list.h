/*
 * yagura/list.h: lists and hash lists, as <linux/list.h> has them.
 *
 * A list that the guest has made a circle of, away from its head, is walked until the detector has used up its
 * instructions; the error then names the loop.
 */
#ifndef YAGURA_LIST_H
#define YAGURA_LIST_H

#include <yagura/types.h>

#define list_entry(pointer, type, member) container_of(pointer, type, member)

#define list_first_entry(head, type, member) list_entry((head)->next, type, member)

#define list_empty(head) ((head)->next == (head))

/* list_for_each(node, head): struct list_head *node. */
#define list_for_each(node, head) for ((node) = (head)->next; (node) != (head); (node) = (node)->next)

/* list_for_each_entry(task, &init_task.tasks, tasks): struct task_struct *task. The head is no entry. */
#define list_for_each_entry(entry, head, member) \
	for (struct list_head *__node = (head)->next; \
	     __node != (head) && ((entry) = list_entry(__node, typeof(*(entry)), member), 1); __node = __node->next)

#define hlist_entry(pointer, type, member) container_of(pointer, type, member)

/* hlist_for_each_entry(pid, &bucket, node). */
#define hlist_for_each_entry(entry, head, member) \
	for (struct hlist_node *__node = (head)->first; \
	     __node && ((entry) = hlist_entry(__node, typeof(*(entry)), member), 1); __node = __node->next)

/* The nulls variant, whose chains end with an odd number in place of a null pointer. */
#define hlist_nulls_for_each_entry(entry, head, member) \
	for (struct hlist_nulls_node *__node = (head)->first; \
	     !((unsigned long)__node & 1) && ((entry) = hlist_entry(__node, typeof(*(entry)), member), 1); \
	     __node = __node->next)

#endif
