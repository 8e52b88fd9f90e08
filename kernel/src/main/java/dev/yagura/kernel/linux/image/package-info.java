/**
 * Files that a kernel was loaded from: bzImage, vmlinux and modules, and what their code must look
 * like where the guest has it.
 *
 * <p>Follows the Linux kernel document {@code Documentation/arch/x86/boot.rst} (protocol 2.08 and
 * later), the ELF-64 object file format with the x86-64 psABI's relocations, and {@code
 * handle_relocations} of arch/x86/boot/compressed/misc.c. The files are as hostile as the guest.
 * Decompresses nothing: that is the caller's.
 */
@NullMarked
package dev.yagura.kernel.linux.image;

import org.jspecify.annotations.NullMarked;
