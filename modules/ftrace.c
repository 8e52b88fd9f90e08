/* ftrace: callbacks of the function tracer. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.ftrace");
MODULE_TITLE("ftrace callback of unknown code");
MODULE_SEVERITY("critical");
MODULE_TECHNIQUE("T1014");
MODULE_DESCRIPTION("Lists tracers of functions. Reports those whose callback is nobody's known code.");
MODULE_NEXT_STEP("see which functions it traces: yagura show VM ftrace");

extern struct ftrace_ops *ftrace_ops_list __ksym;
extern struct ftrace_ops ftrace_list_end __ksym;

#define MOST 4096

void detect(void)
{
	struct ftrace_ops *ops = ftrace_ops_list;
	int count;

	looked_at("lists of tracers", 1);
	for (count = 0; ops && ops != &ftrace_list_end; ops = ops->next) {
		const void *callback = (const void *)ops->func;
		char place[48];

		if (++count > MOST) {
			not_covered("tracers", "more than %d", MOST);
			break;
		}
		row_hex("handler", callback);
		row_hex("ops", ops);
		row_end();
		if (owner_of(callback) == OWNER_UNKNOWN) {
			text(place, "ftrace_ops at %p", ops);
			evidence_pointer(place, &ops->func, (unsigned long)callback, "code of the kernel or of a module");
			report(CONFIDENCE_HIGH, place, "callback of %s is nobody's known code", place);
		}
	}
}
