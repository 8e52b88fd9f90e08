/* Calls what the guest's own structures are not needed for, and shows what comes back. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("test.calls");
MODULE_PARAMETER("name", "a text");
MODULE_PARAMETER("number", "a number");

extern const char absent_symbol __ksym __weak;

struct task_struct___other {
	int no_such_member;
} __core;

enum no_such_enum { NO_SUCH_CONSTANT = 7 };

static int count;

static void texts(void)
{
	char small[8];
	char buffer[64];
	unsigned char digest[32];

	row_number("length", text(buffer, "%d|%u|%x|%5d|%-5d|%05d", -1, -1, 255, 42, 42, 42));
	row_text("numbers", buffer);
	text(buffer, "%ld|%llx|%hhu|%hd|%c|%%|%p", -1L, -1LL, 0x1ff, 0x18000, 'x', 0x10UL);
	row_text("lengths", buffer);
	row_number("cut", text(small, "%s", "twelve bytes"));
	row_text("small", small);
	row_number("compared", strcmp("abc", "abd"));
	row_number("prefix", strncmp("abc", "abd", 2));
	row_flag("contains", contains("vmlinuz", "linu"));
	row_flag("starts", starts_with("vmlinuz", "linu"));
	memset(buffer, 'a', sizeof(buffer));
	sha256(digest, buffer, 3);
	text(buffer, "%02x%02x", digest[0], digest[31]);
	row_text("digest", buffer);
	row_number("port", ntohs(0x3412));
	row_end();
}

static void guest(void)
{
	struct task_struct *task = &init_task;
	char buffer[64];
	int cpu, cpus = 0;

	for_each_possible_cpu(cpu)
		cpus++;
	row_number("cpus", cpus);
	row_hex("version", current_guest(GUEST_VERSION));
	row_number("levels", current_guest(GUEST_PAGE_LEVELS));
	guest_release(buffer, sizeof(buffer));
	row_text("release", buffer);
	row_flag("same", symbol("init_task") == (unsigned long)task);
	row_number("unknown", symbol("no_such_symbol"));
	row_flag("weak", &absent_symbol != NULL);
	row_number("read", read_guest(buffer, 16, task->comm));
	row_text("comm", buffer);
	row_number("unread", read_guest(buffer, 16, (void *)0xffffc00000000000));
	row_number("string", read_guest_string(buffer, sizeof(buffer), task->comm));
	row_number("unreadString", read_guest_string(buffer, sizeof(buffer), (void *)0xffffc00000000000));
	row_flag("hasMember", field_exists(struct task_struct, tasks));
	row_flag("hasNoMember", field_exists(struct task_struct___other, no_such_member));
	row_number("offset", field_offset(struct task_struct, comm));
	row_number("size", type_size(struct task_struct));
	row_flag("constant", constant_exists(enum no_such_enum, NO_SUCH_CONSTANT));
	row_none("nothing");
	row_end();
}

static void said(void)
{
	char name[16];

	row_number("number", parameter_number("number", 5));
	if (parameter_text("name", name, sizeof(name)) >= 0)
		row_text("name", name);
	row_number("count", ++count);
	row_end();
	not_covered("the rest", "%s", "no time");
	looked_at("things", 3);
	evidence_cross_view("object", &init_task, "here", "there");
	evidence_bytes("code", init_task.comm, 4, "others");
	evidence_value("object", &init_task, "field", "1", "2");
	report_as(SEVERITY_INFO, CONFIDENCE_LOW, "subject", "title of %s", init_task.comm);
}

void detect(void)
{
	texts();
	guest();
	said();
}
