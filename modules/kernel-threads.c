/* kernel-threads: threads of the kernel, and the functions that they were made for. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.kernel-threads");
MODULE_TITLE("kernel thread of unknown code");
MODULE_SEVERITY("critical");
MODULE_TECHNIQUE("T1014");
MODULE_DESCRIPTION("Lists threads of the kernel. Reports those whose function is nobody's known code.");
MODULE_NEXT_STEP("look at the code of the function: yagura show VM kernel-threads");

/* Where a thread's struct kthread is kept: in a member of its own since 5.17. */
struct task_struct___since_5_17 {
	void *worker_private;
} __core;
struct task_struct___before_5_17 {
	void *set_child_tid;
} __core;
/* In kernel/kthread.c alone, so that no header has it. */
struct kthread___any {
	int (*threadfn)(void *);
	void *data;
} __core;

static const struct kthread___any *kthread_of(const struct task_struct *task)
{
	if (field_exists(struct task_struct___since_5_17, worker_private))
		return ((const struct task_struct___since_5_17 *)task)->worker_private;
	return ((const struct task_struct___before_5_17 *)task)->set_child_tid;
}

static void row(const struct task_struct *task)
{
	const struct kthread___any *kthread = kthread_of(task);
	const void *function = kthread ? (const void *)kthread->threadfn : NULL;
	char who[48];

	row_number("pid", task->pid);
	row_number("ppid", task->real_parent->tgid);
	if (function)
		row_hex("handler", function);
	else
		row_none("handler");
	row_hex("task", task);
	row_end();
	if (function && owner_of(function) == OWNER_UNKNOWN) {
		text(who, "task %d (%s)", task->pid, task->comm);
		evidence_pointer(who, &kthread->threadfn, (unsigned long)function, "code of the kernel or of a module");
		report(CONFIDENCE_HIGH, who, "%s runs nobody's known code", who);
	}
}

void detect(void)
{
	struct task_struct *process, *thread;

	for_each_process(process)
		for_each_thread(process, thread)
			if (is_kernel_thread(thread))
				row(thread);
}
