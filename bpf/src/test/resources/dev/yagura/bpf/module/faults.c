/* What a module does wrong, one thing after the other; the parameter says which. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("test.faults");
MODULE_TITLE("faults");
MODULE_SEVERITY("critical");
MODULE_TECHNIQUE("T1014");
MODULE_PARAMETER("what", "which fault");

static volatile int limit = 1 << 30;

static __attribute__((noinline)) long deep(long n)
{
	volatile long here = n;

	return n == limit ? 0 : deep(n + 1) + here;
}

static long number_of(const struct task_struct *task)
{
	return task->pid;
}

static void misuse(long what)
{
	int (*volatile function)(void) = (void *)(long)&init_task;
	struct yagura_walk walk = {};
	char buffer[16];

	switch (what) {
	case 20:
		report(CONFIDENCE_HIGH, "subject", "nothing to show for it");
		break;
	case 21:
		row_number("pid", 1);
		row_number("pid", 2);
		break;
	case 22:
		row_number("kind", 1);
		break;
	case 23:
		note("%d of what", 1);
		note("%q", 1);
		break;
	case 24:
		note("%d %d", 1);
		break;
	case 25:
		read_guest(buffer, -1UL, &init_task);
		break;
	case 26:
		read_guest(&init_task, 8, &init_task);
		break;
	case 27:
		yagura_next(99, &init_task, &walk);
		break;
	case 28:
		function();
		break;
	case 29:
		evidence_bytes("place", &init_task, 100000, "fewer");
		break;
	case 30:
		evidence_value("a", &init_task, "b", "c", "d");
		report_as(9, CONFIDENCE_HIGH, "subject", "of no severity");
		break;
	case 31:
		current_guest(99);
		break;
	}
}

void detect(void)
{
	long what = parameter_number("what", 0);
	volatile int n = 0;

	row_number("what", what);
	row_end();
	switch (what) {
	case 1:
		row_number("pid", number_of(NULL));
		break;
	case 2:
		for (;;)
			n++;
	case 3:
		n = deep(1);
		break;
	case 4:
		init_task.pid = 7;
		break;
	case 5:
		row_number("pid", number_of((void *)0xffffc00000000000));
		break;
	case 6:
		for (;;)
			note("again");
	case 7:
		for (;;)
			row_end();
	case 8:
		for (;;)
			sha256((unsigned char *)&n, &init_task, 1 << 20);
	case 9:
		for (unsigned long at = 0xffff888000000000;; at += 4096)
			read_guest((void *)&n, 1, (void *)at);
	default:
		misuse(what);
	}
	note("end");
}
