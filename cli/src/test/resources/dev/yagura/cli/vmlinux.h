/* The types that the headers of the dialect name, as some kernel has them; the tests of building need no more. */
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
typedef unsigned int u32;
struct list_head {
	struct list_head *next, *prev;
};
struct path {
	void *mnt, *dentry;
};
typedef struct {
	u32 val;
} kuid_t;
struct cred {
	kuid_t euid;
};
struct signal_struct {
	struct list_head thread_head;
};
struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};
struct files_struct {
	struct fdtable *fdt;
};
struct sock_common {
	unsigned char skc_reuse : 4;
	unsigned char skc_reuseport : 1;
};
struct mm_struct {
	unsigned long start_code;
};
struct vm_area_struct {
	unsigned long vm_start;
};
struct task_struct {
	unsigned int flags;
	struct list_head tasks;
	int pid, tgid;
	const struct cred *cred;
	struct signal_struct *signal;
	struct files_struct *files;
	struct mm_struct *mm;
	struct list_head thread_node;
	char comm[16];
};
#pragma clang attribute pop
