/*
 * yagura/types.h: layouts that differ from kernel to kernel.
 *
 * Members reached by "->" and "." are adapted by themselves. What asks for an offset, a size or a constant in another way
 * has to be written with these.
 */
#ifndef YAGURA_TYPES_H
#define YAGURA_TYPES_H

#ifndef NULL
#define NULL ((void *)0)
#endif

/* A symbol of the guest's kernel: extern struct task_struct init_task __ksym; with __weak it is null where there is none. */
#ifndef __ksym
#define __ksym __attribute__((section(".ksyms")))
#endif
#ifndef __weak
#define __weak __attribute__((weak))
#endif

/*
 * A structure as another kernel has it is declared under its own name and three underscores, with the members that matter:
 *
 *	struct task_struct___old {
 *		long state;
 *	} __core;
 *
 * What follows the underscores is passed over when the type is looked for.
 */
#define __core __attribute__((preserve_access_index))

/*
 * What only some kernels have goes into a function of its own, which is called where field_exists() says so. The compiler
 * may work out an offset or a size before the branch that needs it; across a call it does not.
 */
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif

/* field_offset(struct task_struct, tasks): where a member is, in bytes. In place of offsetof(). */
#define field_offset(type, member) ((unsigned long)__builtin_preserve_field_info(((typeof(type) *)0)->member, 0))

/* field_size(struct task_struct, comm): how many bytes a member has in the guest's kernel. */
#define field_size(type, member) ((unsigned long)__builtin_preserve_field_info(((typeof(type) *)0)->member, 1))

/* field_exists(struct task_struct, __state): whether the guest's kernel has a member. Ask before it is read. */
#define field_exists(type, member) (__builtin_preserve_field_info(((typeof(type) *)0)->member, 2) != 0)

/* type_exists(struct maple_tree): whether the guest's kernel has a type of this name. */
#define type_exists(type) (__builtin_preserve_type_info(*(typeof(type) *)0, 0) != 0)

/* type_size(struct file): how large a type is in the guest's kernel; 0 if it has none. In place of sizeof. */
#define type_size(type) ((unsigned long)__builtin_preserve_type_info(*(typeof(type) *)0, 1))

/* constant_exists(enum pid_type, PIDTYPE_TGID), constant_value(enum pid_type, PIDTYPE_TGID): of enumerations. */
#define constant_exists(type, name) (__builtin_preserve_enum_value(*(typeof(type) *)name, 0) != 0)
#define constant_value(type, name) __builtin_preserve_enum_value(*(typeof(type) *)name, 1)

/* container_of(pointer, struct task_struct, tasks): the structure around a member. */
#define container_of(pointer, type, member) ((typeof(type) *)((void *)(pointer) - field_offset(type, member)))

/* array_at(base, struct bucket, i): the i-th of an array of structures, which base[i] finds by the wrong stride. */
#define array_at(base, type, index) ((typeof(type) *)((void *)(base) + (unsigned long)(index) * type_size(type)))

/* read_bits(sk, sk_protocol): a member that is, or in some kernels is, a bit field. */
#define read_bits(pointer, member) ({ \
	const void *__at = (const void *)(pointer) + __builtin_preserve_field_info((pointer)->member, 0); \
	unsigned long long __bits; \
	asm volatile("" : "=r"(__at) : "0"(__at)); \
	switch (__builtin_preserve_field_info((pointer)->member, 1)) { \
	case 1: __bits = *(const unsigned char *)__at; break; \
	case 2: __bits = *(const unsigned short *)__at; break; \
	case 4: __bits = *(const unsigned int *)__at; break; \
	default: __bits = *(const unsigned long long *)__at; break; \
	} \
	__bits <<= __builtin_preserve_field_info((pointer)->member, 4); \
	if (__builtin_preserve_field_info((pointer)->member, 3)) \
		__bits = (unsigned long long)((long long)__bits >> __builtin_preserve_field_info((pointer)->member, 5)); \
	else \
		__bits >>= __builtin_preserve_field_info((pointer)->member, 5); \
	__bits; \
})

#endif
