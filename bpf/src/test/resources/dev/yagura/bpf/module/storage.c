/* Opens files of the guest, and says in rows what comes back. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("test.storage");
MODULE_READS_FILES
MODULE_PARAMETER("what", "which fault");

static void content(const char *path)
{
	unsigned char digest[32];
	struct guest_file_facts facts;
	char text_[16];
	long file = open_guest_file(path);

	row_text("path", path);
	row_number("file", file);
	if (file > 0) {
		guest_file_facts(file, &facts);
		row_number("size", facts.size);
		row_number("mode", facts.mode);
		row_number("uid", facts.uid);
		row_number("seconds", facts.modified / 1000000000);
		if (FILE_TYPE(facts.mode) == FILE_REGULAR) {
			long length = read_guest_file(file, text_, sizeof(text_) - 1, 2);

			row_number("length", length);
			if (length >= 0) {
				text_[length] = 0;
				row_text("text", text_);
			}
			if (!sha256_guest_file(file, digest)) {
				text(text_, "%02x%02x", digest[0], digest[31]);
				row_text("digest", text_);
			}
			row_number("behind", read_guest_file(file, text_, 1, 100));
		}
		close_guest_file(file);
	}
	row_end();
}

static void names(const char *path)
{
	char name[32];
	unsigned long index = 0;
	long directory = open_guest_file(path);

	while (guest_file_name(directory, index, name, sizeof(name)) >= 0) {
		row_text("name", name);
		row_end();
		index++;
	}
}

static void misuse(long what)
{
	unsigned char digest[32];
	char buffer[8];
	long file = open_guest_file("/etc");
	int i;

	switch (what) {
	case 1:
		read_guest_file(99, buffer, 1, 0);
		break;
	case 2:
		read_guest_file(file, buffer, 1, 0);
		break;
	case 3:
		guest_file_name(open_guest_file("/etc/passwd"), 0, buffer, sizeof(buffer));
		break;
	case 4:
		for (i = 0; i < 1000; i++)
			open_guest_file("/etc/passwd");
		break;
	case 5:
		sha256_guest_file(open_guest_file("/var/huge"), digest);
		break;
	case 6:
		read_guest_file(open_guest_file("/etc/passwd"), buffer, 8, -1UL);
		break;
	case 7:
		for (;;)
			close_guest_file(open_guest_file("/etc/passwd"));
	case 8:
		read_guest_file(open_guest_file("/etc/passwd"), (void *)&init_task, 8, 0);
		break;
	}
}

void detect(void)
{
	long what = parameter_number("what", 0);

	if (what == 99 && !guest_has_files()) {
		looked_at("nothing", 1);
		return;
	}
	if (what)
		misuse(what);
	content("/etc/passwd");
	content("/link");
	content("/etc");
	content("/none");
	content("/var/damaged");
	names("/etc");
}
