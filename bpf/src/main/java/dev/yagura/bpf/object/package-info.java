/**
 * BPF object files, as clang writes them: ELF for machine 247, with the types of the program in
 * {@code .BTF} and with source lines and CO-RE relocations in {@code .BTF.ext}.
 *
 * <p>Reads what is there and checks that it holds together; what it means for a program is {@link
 * dev.yagura.bpf.load}'s matter. Sources: the Linux kernel's documents Documentation/bpf/btf.rst,
 * "ELF File Format Interface", and Documentation/bpf/llvm_reloc.rst. DWARF is not read.
 */
@NullMarked
package dev.yagura.bpf.object;

import org.jspecify.annotations.NullMarked;
