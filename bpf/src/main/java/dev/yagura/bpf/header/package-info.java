/**
 * Writes a kernel's types as a header for C, {@code vmlinux.h}, out of its BTF.
 *
 * <p>What a program says {@code #include "vmlinux.h"} for: every structure, union, enumeration and
 * typedef, laid out as the kernel has them, with {@code preserve_access_index}, so that the
 * compiler records each access for CO-RE. Functions, variables and macros of the kernel are not in
 * its BTF's types and so not in the header.
 *
 * <p>The BTF is the guest's to choose: names that C could not have are changed, so that a header
 * never holds anything but declarations.
 */
@NullMarked
package dev.yagura.bpf.header;

import org.jspecify.annotations.NullMarked;
