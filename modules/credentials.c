/* credentials: users and capabilities of processes, and processes that share credentials with the kernel. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.credentials");
MODULE_TITLE("program with the kernel's own credentials");
MODULE_SEVERITY("critical");
MODULE_TECHNIQUE("T1068");
MODULE_DESCRIPTION("Lists credentials. Reports programs that have init_cred, which no way of becoming root gives them.");
MODULE_NEXT_STEP("look at the program and its parents: yagura show VM processes");

extern const struct cred init_cred __ksym;

/* Capabilities were two words before 6.3, and are one number since. */
struct kernel_cap_struct___before_6_3 {
	unsigned int cap[2];
} __core;
struct cred___before_6_3 {
	struct kernel_cap_struct___before_6_3 cap_permitted, cap_effective;
} __core;
typedef struct {
	unsigned long long val;
} __core kernel_cap_t___since_6_3;
struct cred___since_6_3 {
	kernel_cap_t___since_6_3 cap_permitted, cap_effective;
} __core;

static void row_capabilities(const struct cred *cred)
{
	unsigned long long permitted, effective;
	char hex[20];

	if (field_exists(struct cred___before_6_3, cap_permitted.cap)) {
		const struct cred___before_6_3 *old = (const void *)cred;

		permitted = (unsigned long long)old->cap_permitted.cap[1] << 32 | old->cap_permitted.cap[0];
		effective = (unsigned long long)old->cap_effective.cap[1] << 32 | old->cap_effective.cap[0];
	} else {
		const struct cred___since_6_3 *new = (const void *)cred;

		permitted = new->cap_permitted.val;
		effective = new->cap_effective.val;
	}
	text(hex, "%016llx", permitted);
	row_text("capPermitted", hex);
	text(hex, "%016llx", effective);
	row_text("capEffective", hex);
}

void detect(void)
{
	struct task_struct *task;
	char who[48];

	for_each_process(task) {
		const struct cred *cred = task->real_cred;

		row_number("pid", task->tgid);
		row_number("uid", task->cred->euid.val);
		row_capabilities(cred);
		row_hex("cred", cred);
		row_hex("task", task);
		row_end();
		if (cred == &init_cred && !is_kernel_thread(task)) {
			text(who, "task %d (%s)", task->tgid, task->comm);
			evidence_value(who, &task->real_cred, "real_cred", "init_cred", "credentials of its own");
			report(CONFIDENCE_HIGH, who, "%s has the kernel's own credentials", who);
		}
	}
}
