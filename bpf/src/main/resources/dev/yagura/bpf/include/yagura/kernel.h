/*
 * yagura/kernel.h: detectors in C, written like kernel modules.
 *
 * A detector is a C file. It is compiled once to BPF, adapted to the kernel of each guest (CO-RE), and runs in the enclave;
 * the guest runs no part of it. It reads the guest's kernel as code of the kernel would:
 *
 *	#include "vmlinux.h"
 *	#include <yagura/kernel.h>
 *
 *	MODULE_ID("example.process.impostor");
 *	MODULE_TITLE("program that poses as a kernel thread");
 *
 *	void detect(void)
 *	{
 *		struct task_struct *task;
 *
 *		for_each_process(task) {
 *			looked_at("processes", 1);
 *			if (starts_with(task->comm, "kworker/") && !is_kernel_thread(task)) {
 *				evidence_cross_view("task", task, "names of kernel workers", "tasks marked PF_KTHREAD");
 *				report(CONFIDENCE_MEDIUM, "impostor", "task %d (%s) is no kernel thread", task->tgid, task->comm);
 *			}
 *		}
 *	}
 *
 * Pointers. A pointer of the guest's kernel is dereferenced as any other; the load reads the guest's memory, as it is at the
 * moment of the look. Nothing can be stored there: that ends the detector. So does a load from where the guest has no page,
 * or a null pointer; the error names the function, the line and the address, and other detectors go on. What the guest may
 * have made up, and a detector wants to survive, is read with read_guest() of <yagura/memory.h>.
 *
 * Types. "vmlinux.h" has the types of one kernel, written by `yagura module headers`. Members are found by their names in
 * whichever kernel the detector runs against. Three things of C are not adapted, and silently wrong: offsetof(), bit fields
 * read directly, and sizeof (with array strides and pointer arithmetic) of the kernel's types. `yagura module build` refuses
 * them; <yagura/types.h> has what to write instead.
 *
 * Not there, because BPF has none of it: floating point, variables of threads, functions with more than five arguments or
 * with a variable number of them, structures as results, arrays whose length is not constant.
 *
 * The parts; each can be included by itself, after "vmlinux.h":
 *
 *	<yagura/module.h>  what a detector says: its id, findings, evidence, rows, parameters
 *	<yagura/types.h>   layouts that differ between kernels: container_of(), field_exists(), type_size()
 *	<yagura/memory.h>  reads that may fail, strings, hashes, symbols, whose an address is
 *	<yagura/list.h>    lists and hash lists
 *	<yagura/walk.h>    red-black trees, XArrays, IDRs, maple trees, resizable hash tables, per-CPU variables
 *	<yagura/task.h>    processes, threads, their memory, open files
 *	<yagura/guest.h>   facts about the guest
 *	<yagura/file.h>    files of the guest's disks
 *	<yagura/baseline.h> values of an earlier look
 */
#ifndef YAGURA_KERNEL_H
#define YAGURA_KERNEL_H

#include <yagura/types.h>
#include <yagura/module.h>
#include <yagura/memory.h>
#include <yagura/list.h>
#include <yagura/walk.h>
#include <yagura/guest.h>
#include <yagura/task.h>
#include <yagura/file.h>
#include <yagura/baseline.h>

#endif
