/**
 * CO-RE, "compile once, run everywhere": instructions that depend on the layout of the kernel's
 * types are adapted to the types of another kernel.
 *
 * <p>A compiler records for each of them what it asked of which type (where is this member, how
 * large is that structure, does this constant exist), against the types that it was compiled with.
 * Here the question is asked again of the guest's types. The records and the rules, by which a type
 * of one kernel is found in another and compared, are those of the Linux kernel's document
 * Documentation/bpf/llvm_reloc.rst, "CO-RE Relocations", and of libbpf.
 *
 * <p>Not known: types of kernel modules; only the kernel's own are searched.
 */
@NullMarked
package dev.yagura.bpf.core;

import org.jspecify.annotations.NullMarked;
