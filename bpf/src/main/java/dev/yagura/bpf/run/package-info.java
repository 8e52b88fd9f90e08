/**
 * Running BPF programs: memory, limits, faults, and the interpreter.
 *
 * <p>A {@link dev.yagura.bpf.run.Program} is whole and its control flow checked; a {@link
 * dev.yagura.bpf.run.Machine} is the memory and the limits of one run. Addresses with bit 63 set
 * are the guest's kernel memory, which is read only; all others lie in an arena of the program's
 * own. The interpreter says what instructions mean; whatever else runs programs must agree with it.
 *
 * <p>Programs are not verified as the Linux kernel verifies them: a wrong address or an endless
 * loop ends the run by a fault that names function, source line and address.
 */
@NullMarked
package dev.yagura.bpf.run;

import org.jspecify.annotations.NullMarked;
