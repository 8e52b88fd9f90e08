/* syscalls: the table of system calls, and entries that lead out of the kernel's own code. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.syscalls");
MODULE_TITLE("system call that leads out of the kernel");
MODULE_SEVERITY("critical");
MODULE_TECHNIQUE("T1014");
MODULE_DESCRIPTION("Reads sys_call_table. Evaded by patching the code that calls through it, or the handlers.");
MODULE_NEXT_STEP("look at the code of the target: yagura show VM syscalls");

extern const void *const sys_call_table[] __ksym;
/* No kernel has more; the table ends where the next symbol begins. */
#define MOST 1024

static int is_in_table(const void *slot)
{
	char name[64];

	symbol_name(name, slot);
	return starts_with(name, "sys_call_table");
}

void detect(void)
{
	char place[32];
	char name[128];
	unsigned long number;

	for (number = 0; number < MOST; number++) {
		const void *const *slot = sys_call_table + number;
		const void *handler = *slot;

		if (!is_in_table(slot) || !handler)
			break;
		row_number("number", number);
		row_hex("handler", handler);
		row_hex("slot", slot);
		owner_name(name, handler);
		row_text("owner", name);
		row_end();
		if (!in_kernel_text(handler)) {
			text(place, "sys_call_table[%lu]", number);
			evidence_pointer(place, slot, (unsigned long)handler, "a function of the kernel");
			report(CONFIDENCE_HIGH, place, "%s leads to %pS", place, handler);
		}
	}
}
