/*
 * CO-RE relocations of every kind, for what libbpf and this project make of them to be compared. Compiled against the newest kernel's types
 * (vmlinux.h, as bpftool writes it), resolved against those of others.
 */
#include "vmlinux.h"

volatile unsigned long long sink;

#define FIELD(type, member, kind) sink = __builtin_preserve_field_info(((type *)0)->member, kind)
#define EVERY(type, member)                                                                                                                     \
    do {                                                                                                                                        \
        FIELD(type, member, 0);                                                                                                                 \
        FIELD(type, member, 1);                                                                                                                 \
        FIELD(type, member, 2);                                                                                                                 \
        FIELD(type, member, 3);                                                                                                                 \
        FIELD(type, member, 4);                                                                                                                 \
        FIELD(type, member, 5);                                                                                                                 \
    } while (0)
/* Of what is no integer there is no sign and no shift to ask for. */
#define PLAIN(type, member)                                                                                                                     \
    do {                                                                                                                                        \
        FIELD(type, member, 0);                                                                                                                 \
        FIELD(type, member, 1);                                                                                                                 \
        FIELD(type, member, 2);                                                                                                                 \
    } while (0)
#define TYPE(type)                                                                                                                              \
    do {                                                                                                                                        \
        sink = __builtin_preserve_type_info(*(type *)0, 0);                                                                                     \
        sink = __builtin_preserve_type_info(*(type *)0, 1);                                                                                     \
        sink = __builtin_preserve_type_info(*(type *)0, 2);                                                                                     \
        sink = __builtin_btf_type_id(*(type *)0, 0);                                                                                            \
        sink = __builtin_btf_type_id(*(type *)0, 1);                                                                                            \
    } while (0)
#define CONSTANT(type, name)                                                                                                                    \
    do {                                                                                                                                        \
        sink = __builtin_preserve_enum_value(*(type *)name, 0);                                                                                 \
        sink = __builtin_preserve_enum_value(*(type *)name, 1);                                                                                 \
    } while (0)

/* Older and made-up forms of types, of which the kernel may have none. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct task_struct___old {
    volatile long state;
    int pid;
};
struct task_struct___other {
    int no_such_member;
    char pid[4]; /* of a type that does not go with the kernel's */
};
struct no_such_structure {
    int member;
};
struct list_head___same {
    struct list_head *next, *prev;
};
struct list_head___less {
    struct list_head *next;
};
struct list_head___more {
    struct list_head *next, *prev, *other;
};
struct cred___narrow {
    unsigned short session_keyring; /* a pointer there */
    unsigned long long securebits;  /* 32 bits there */
};
union no_such_union {
    int member;
};
#pragma clang attribute pop
typedef int no_such_typedef;
enum no_such_enumeration { NO_SUCH_CONSTANT = 3 };
enum pid_type___other { PIDTYPE_PID___other = 7, PIDTYPE_NO_SUCH = 9 };

int fields_of_tasks(void)
{
    EVERY(struct task_struct, pid);
    PLAIN(struct task_struct, comm);
    FIELD(struct task_struct, comm[3], 0);
    FIELD(struct task_struct, comm[3], 1);
    PLAIN(struct task_struct, cred);
    PLAIN(struct task_struct, tasks.next);
    EVERY(struct task_struct, __state);
    EVERY(struct task_struct, exit_code);
    EVERY(struct task_struct, in_execve);
    EVERY(struct task_struct, sched_reset_on_fork);
    EVERY(struct task_struct, se.exec_start);
    EVERY(struct task_struct, thread.sp);
    EVERY(struct task_struct___old, state);
    EVERY(struct task_struct___old, pid);
    EVERY(struct task_struct___other, no_such_member);
    PLAIN(struct task_struct___other, pid);
    return 0;
}

int fields_of_others(void)
{
    PLAIN(struct module, name);
    PLAIN(struct module, list.prev);
    PLAIN(struct mm_struct, pgd);
    EVERY(struct mm_struct, arg_start);
    EVERY(struct vm_area_struct, vm_start);
    PLAIN(struct file, f_inode);
    PLAIN(struct dentry, d_name.name);
    EVERY(struct dentry, d_name.len);
    EVERY(struct inode, i_ino);
    EVERY(struct cred, uid.val);
    EVERY(struct sock, __sk_common.skc_dport);
    EVERY(struct sock, __sk_common.skc_reuse);
    EVERY(struct sock, sk_protocol);
    EVERY(struct sk_buff, pkt_type);
    EVERY(struct sk_buff, ip_summed);
    EVERY(struct sk_buff, len);
    EVERY(struct bpf_prog, jited);
    EVERY(struct tcphdr, syn);
    EVERY(struct tcphdr, doff);
    PLAIN(struct page, flags);
    EVERY(struct no_such_structure, member);
    return 0;
}

int types(void)
{
    TYPE(struct task_struct);
    TYPE(struct list_head);
    TYPE(struct list_head___same);
    TYPE(struct list_head___less);
    TYPE(struct list_head___more);
    TYPE(struct hlist_node);
    TYPE(struct rb_node);
    TYPE(struct qstr);
    TYPE(struct maple_tree);
    TYPE(struct no_such_structure);
    TYPE(union no_such_union);
    TYPE(no_such_typedef);
    TYPE(enum no_such_enumeration);
    TYPE(enum pid_type);
    TYPE(pid_t);
    TYPE(atomic_t);
    TYPE(struct callback_head);
    TYPE(union bpf_attr);
    return 0;
}

int constants(void)
{
    CONSTANT(enum pid_type, PIDTYPE_PID);
    CONSTANT(enum pid_type, PIDTYPE_SID);
    CONSTANT(enum pid_type, PIDTYPE_MAX);
    CONSTANT(enum bpf_map_type, BPF_MAP_TYPE_ARENA);
    CONSTANT(enum bpf_prog_type, BPF_PROG_TYPE_SYSCALL);
    CONSTANT(enum module_state, MODULE_STATE_UNFORMED);
    CONSTANT(enum bpf_func_id, BPF_FUNC_map_lookup_elem);
    CONSTANT(enum zone_type, __MAX_NR_ZONES);
    CONSTANT(enum node_states, NR_NODE_STATES);
    CONSTANT(enum no_such_enumeration, NO_SUCH_CONSTANT);
    CONSTANT(enum pid_type___other, PIDTYPE_PID___other);
    CONSTANT(enum pid_type___other, PIDTYPE_NO_SUCH);
    return 0;
}

/* Loads and stores whose own offset and size are relocated. */
int loads(struct task_struct *task, struct cred___narrow *cred, struct sock *sock)
{
    sink = task->pid;
    sink = (unsigned long long)task->cred;
    sink = task->comm[2];
    sink = (unsigned long long)task->tasks.prev;
    sink = task->cred->uid.val;
    sink = task->mm->arg_end;
    sink = cred->securebits;
    sink = cred->session_keyring;
    sink = sock->__sk_common.skc_num;
    sink = sock->__sk_common.skc_daddr;
    task->exit_code = 5;
    task->exit_signal = task->exit_code;
    return 0;
}
