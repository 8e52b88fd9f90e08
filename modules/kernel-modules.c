/* kernel-modules: what the view "modules" lists, from the list of modules. */
#include "vmlinux.h"
#include <yagura/kernel.h>

MODULE_ID("example.kernel-modules");
MODULE_TITLE("modules of the kernel's list");
MODULE_SEVERITY("info");
MODULE_DESCRIPTION("Lists modules; reports nothing.");

extern struct list_head modules __ksym;

/* Before 6.4 a module lies in two pieces; since then in one for each kind of memory. */
struct module_layout___before_6_4 {
	void *base;
	unsigned int size;
} __core;
struct module___before_6_4 {
	struct module_layout___before_6_4 core_layout, init_layout;
} __core;
struct module_memory___since_6_4 {
	void *base;
	unsigned int size;
} __core;
struct module___since_6_4 {
	struct module_memory___since_6_4 mem[1];
} __core;

static __noinline void row_two_pieces(const struct module___before_6_4 *module)
{
	row_number("size", (unsigned long)module->core_layout.size + module->init_layout.size);
	row_hex("base", module->core_layout.base);
}

static __noinline void row_pieces(const struct module___since_6_4 *module)
{
	unsigned long count = field_size(struct module___since_6_4, mem) / type_size(struct module_memory___since_6_4);
	const void *first = (const void *)module + field_offset(struct module___since_6_4, mem);
	unsigned long i, size = 0;

	for (i = 0; i < count; i++)
		size += array_at(first, struct module_memory___since_6_4, i)->size;
	row_number("size", size);
	row_hex("base", array_at(first, struct module_memory___since_6_4, 0)->base);
}

void detect(void)
{
	struct module *module;

	list_for_each_entry(module, &modules, list) {
		if (module->state == constant_value(enum module_state, MODULE_STATE_UNFORMED))
			continue;
		row_text("name", module->name);
		if (field_exists(struct module___before_6_4, core_layout))
			row_two_pieces((const struct module___before_6_4 *)module);
		else
			row_pieces((const struct module___since_6_4 *)module);
		row_number("refcount", module->refcnt.counter - 1);
		row_hex("module", module);
		row_end();
	}
	/* A kernel may have none: that is a look too. */
	looked_at("lists of modules", 1);
}
