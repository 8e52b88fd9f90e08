/*
 * NAME: says in a line what it looks for.
 *
 *	yagura module headers VM -o vmlinux.h     once: the types of a kernel, of your newest VM by preference
 *	yagura module build NAME.c
 *	yagura module run VM NAME.o
 */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.NAME");
MODULE_TITLE("program that poses as a kernel thread");
MODULE_SEVERITY("warning");
MODULE_TECHNIQUE("T1036.004");
MODULE_DESCRIPTION("Compares a task's name with the kernel's own mark for its threads (PF_KTHREAD). Evaded by any other name.");
MODULE_NEXT_STEP("look at the program's file and parent: yagura show VM processes");

static int poses_as_kernel_thread(const struct task_struct *task)
{
	return starts_with(task->comm, "kworker/") && !is_kernel_thread(task);
}

void detect(void)
{
	struct task_struct *task;

	for_each_process(task) {
		char who[48];

		looked_at("processes", 1);

		/* A row for each process, as a view has them; a scan passes over rows. */
		row_number("pid", task->tgid);
		row_number("uid", task->cred->euid.val);
		row_flag("kernelThread", is_kernel_thread(task));
		row_text("comm", task->comm);
		row_end();

		/* A finding, with the evidence that it rests on. */
		if (poses_as_kernel_thread(task)) {
			text(who, "task %d (%s)", task->tgid, task->comm);
			evidence_cross_view(who, task, "names of kernel workers", "tasks marked PF_KTHREAD");
			report(CONFIDENCE_MEDIUM, who, "%s is no kernel thread", who);
		}
	}
}
