/*
 * yagura/task.h: processes, threads, their memory and open files.
 */
#ifndef YAGURA_TASK_H
#define YAGURA_TASK_H

#include <yagura/list.h>
#include <yagura/types.h>
#include <yagura/walk.h>

extern struct task_struct init_task __ksym;

/* for_each_process(task): every process but the idle one (pid 0), by the leader of its threads; threads of the kernel too. */
#define for_each_process(task) list_for_each_entry(task, &init_task.tasks, tasks)

/* for_each_thread(process, thread): the leader too. */
#define for_each_thread(process, thread) list_for_each_entry(thread, &(process)->signal->thread_head, thread_node)

/* PF_KTHREAD: the kernel's own mark for its threads. */
#define TASK_IS_KERNEL_THREAD 0x00200000
#define is_kernel_thread(task) (((task)->flags & TASK_IS_KERNEL_THREAD) != 0)

/* The state was renamed, and made narrower, in 5.14. */
struct task_struct___state_5_14 {
	unsigned int __state;
} __core;
struct task_struct___state_5_10 {
	long state;
} __core;

static inline unsigned long task_state(const struct task_struct *task)
{
	if (field_exists(struct task_struct___state_5_14, __state))
		return ((const struct task_struct___state_5_14 *)task)->__state;
	return ((const struct task_struct___state_5_10 *)task)->state;
}

/* Mappings of a process: a list before 6.1, a maple tree since. */
struct vm_area_struct___list {
	struct vm_area_struct *vm_next;
} __core;
struct mm_struct___list {
	struct vm_area_struct *mmap;
} __core;
struct mm_struct___tree {
	struct maple_tree___any {
		void *ma_root;
	} mm_mt;
} __core;

static inline int yagura_next_vma(const struct mm_struct *mm, struct yagura_walk *walk)
{
	if (field_exists(struct mm_struct___tree, mm_mt))
		return yagura_next(YAGURA_MAPLE_TREE, &((const struct mm_struct___tree *)mm)->mm_mt, walk);
	walk->entry = walk->position ? ((struct vm_area_struct___list *)walk->entry)->vm_next
				     : ((const struct mm_struct___list *)mm)->mmap;
	walk->position++;
	return walk->entry != NULL;
}

/* for_each_vma(mm, vma): struct vm_area_struct *vma, ascending by address. mm is that of a process, not null. */
#define for_each_vma(mm, vma) \
	for (struct yagura_walk __walk = {}; yagura_next_vma(mm, &__walk) && ((vma) = __walk.entry, 1);)

/* The file behind a number, or null. */
static inline struct file *task_file(const struct task_struct *task, unsigned int number)
{
	struct files_struct *files = task->files;

	if (!files || number >= files->fdt->max_fds)
		return NULL;
	return files->fdt->fd[number];
}

/* How many numbers the table of open files has room for; not more than a kernel allows. */
static inline unsigned int task_max_files(const struct task_struct *task)
{
	struct files_struct *files = task->files;
	unsigned int count = files ? files->fdt->max_fds : 0;

	return count < 1 << 20 ? count : 1 << 20;
}

/* for_each_file(task, number, file): unsigned int number, struct file *file. */
#define for_each_file(task, number, file) \
	for ((number) = 0; (number) < task_max_files(task); (number)++) \
		if (((file) = task_file(task, number)))

#endif
