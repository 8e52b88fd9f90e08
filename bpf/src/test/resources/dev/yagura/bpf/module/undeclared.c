/* Asks for what it did not say that it needs. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("test.undeclared");
MODULE_PARAMETER("what", "which");

void detect(void)
{
	char page[4096];

	switch (parameter_number("what", 0)) {
	case 1:
		open_guest_file("/etc/passwd");
		break;
	case 2:
		guest_has_files();
		break;
	case 3:
		baseline_value("key", page, 1);
		break;
	case 4:
		baseline_keep("key", page, 1);
		break;
	case 5:
		read_physical(page, 8, 1UL << 63);
		break;
	case 6:
		row_number("there", read_physical(page, sizeof(page), current_guest(GUEST_PAGE_TABLES)));
		row_number("hole", read_physical(page, sizeof(page), 1UL << 40));
		row_number("none", read_physical(page, 0, 0));
		row_end();
		break;
	}
}
