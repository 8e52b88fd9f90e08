/**
 * The BPF instruction set, RFC 9669, "BPF Instruction Set Architecture (ISA)", and calls by
 * register, which compilers write beside it.
 *
 * <p>Instructions are decoded once into values of a closed set of types, and all that the standard
 * reserves is refused there; what runs them need not look again. Not known: the legacy packet
 * access instructions, which the RFC deprecates, and instructions that name maps or kernel
 * functions, which a loader has to replace first.
 */
@NullMarked
package dev.yagura.bpf.isa;

import org.jspecify.annotations.NullMarked;
