/**
 * The places in code that the kernel rewrites while it starts and runs, and what each may become.
 *
 * <p>Follows arch/x86/kernel (alternative.c, ftrace.c, jump_label.c, static_call.c, kprobes) and
 * include/linux of Linux 5.10 to 7.2. A comparison with the file that the code was loaded from goes
 * by the tables of that file, never the guest's own; an audit without a file goes by those that the
 * guest still has in memory. Does not know: call depth tracking ({@code .call_sites}), control-flow
 * integrity by software ({@code .cfi_sites}).
 */
@NullMarked
package dev.yagura.kernel.linux.code.sites;

import org.jspecify.annotations.NullMarked;
