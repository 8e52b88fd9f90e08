/* processes: what the view "processes" lists, from the task list. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.processes");
MODULE_TITLE("processes of the task list");
MODULE_SEVERITY("info");
MODULE_DESCRIPTION("Lists processes; reports nothing.");

/* The letters of ps, by the highest bit that is set: fs/proc/array.c. */
static const char letters[] = "RSDTtXZPI";

static void row_state(const struct task_struct *task)
{
	unsigned long state = task_state(task);
	unsigned long bits = (state | task->exit_state) & 0x7f;
	char letter[2] = {};
	int bit = 0;

	if ((state & 0x402) == 0x402) { /* TASK_IDLE */
		row_text("state", "I");
		return;
	}
	if (state & 0x9000) { /* TASK_RTLOCK_WAIT, TASK_FROZEN */
		row_text("state", "D");
		return;
	}
	for (; bits; bits >>= 1)
		bit++;
	letter[0] = letters[bit];
	row_text("state", letter);
}

void detect(void)
{
	struct task_struct *task;

	for_each_process(task) {
		const struct task_struct *parent = task->real_parent;

		row_number("pid", task->tgid);
		row_number("ppid", parent ? parent->tgid : 0);
		row_number("uid", task->cred->euid.val);
		row_state(task);
		row_flag("kernelThread", is_kernel_thread(task));
		row_text("taskComm", task->comm);
		row_hex("task", task);
		row_end();
	}
}
