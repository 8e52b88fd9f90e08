/* Keeps what it sees, and compares it with what was kept. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("test.kept");
MODULE_HAS_BASELINE
MODULE_PARAMETER("what", "which fault");

static void misuse(long what)
{
	static char large[8192];
	int i;

	switch (what) {
	case 1:
		baseline_keep("twice", &what, 8);
		baseline_keep("twice", &what, 8);
		break;
	case 2:
		baseline_keep("", &what, 8);
		break;
	case 3:
		baseline_keep("large", large, sizeof(large));
		break;
	case 4:
		for (i = 0; i < 10000; i++) {
			text(large, "key %d", i);
			baseline_keep(large, large + 1024, 4096);
		}
		break;
	}
}

void detect(void)
{
	struct task_struct *task;
	unsigned long i;
	char key[64];

	misuse(parameter_number("what", 0));
	for_each_process(task) {
		unsigned int uid = task->cred->euid.val, before = 0;
		long length;

		text(key, "task %d", task->tgid);
		baseline_keep(key, &uid, sizeof(uid));
		length = baseline_value(key, &before, sizeof(before));
		row_number("pid", task->tgid);
		row_number("length", length);
		row_number("before", before);
		row_end();
	}
	for (i = 0; baseline_key(i, key, sizeof(key)) >= 0; i++) {
		row_text("key", key);
		row_end();
	}
	row_number("end", baseline_key(i, key, sizeof(key)));
	row_end();
}
