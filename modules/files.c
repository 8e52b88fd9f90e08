/* files: what processes have open. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.files");
MODULE_TITLE("open files");
MODULE_SEVERITY("info");
MODULE_DESCRIPTION("Lists open files by the tables of processes; reports nothing.");
MODULE_PARAMETER("pid", "of this process only");

void detect(void)
{
	long wanted = parameter_number("pid", 0);
	struct task_struct *task;
	struct file *file;
	unsigned int number;
	char path[1024];
	char fd[12];

	for_each_process(task) {
		if (wanted && task->tgid != wanted)
			continue;
		looked_at("processes", 1);
		for_each_file(task, number, file) {
			row_number("pid", task->tgid);
			text(fd, "%u", number);
			row_text("fd", fd);
			if (d_path(&file->f_path, path, sizeof(path)) < 0)
				row_none("path");
			else
				row_text("path", path);
			row_number("position", file->f_pos);
			row_hex("file", file);
			row_end();
		}
	}
}
