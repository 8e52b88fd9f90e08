/**
 * The directory of a process, or of a thread, in procfs: {@code fs/proc/base.c}, {@code array.c},
 * {@code fd.c}, {@code task_mmu.c}, {@code namespaces.c} and {@code fs/proc_namespace.c}, in the
 * formats of 5.10 to 7.2.
 *
 * <p>Not from memory, and so an error for who reads it: where a thread sleeps ({@code wchan},
 * {@code stack}, {@code syscall}), what pages are shared with how many ({@code smaps}, {@code
 * pagemap}, {@code numa_maps}), {@code mem} itself, the label of a security module ({@code attr}).
 * Options that only a filesystem itself knows are left out of {@code mounts} and {@code mountinfo}.
 * Of {@code status} the lines about speculation are left out.
 */
@NullMarked
package dev.yagura.view.proc.pid;

import org.jspecify.annotations.NullMarked;
