/**
 * BPF programs, maps and links of a Linux guest.
 *
 * <p>Follows {@code kernel/bpf/syscall.c} of Linux 5.10 to 7.2.
 */
@NullMarked
package dev.yagura.kernel.linux.bpf;

import org.jspecify.annotations.NullMarked;
