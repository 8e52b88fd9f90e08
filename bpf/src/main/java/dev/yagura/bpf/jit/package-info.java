/**
 * Programs as JVM bytecode, written with {@code java.lang.classfile} and compiled by the JVM.
 *
 * <p>Each function of a program becomes a class with a static method, registers become local
 * variables, and every load and store goes through {@link dev.yagura.bpf.run.Memory}, so bounds are
 * checked as the interpreter checks them. Classes of one program live in a class loader of their
 * own and go with it. The number of an instruction is its line number in the class, so a fault is
 * located without any cost before it happens.
 *
 * <p>HotSpot compiles no method of more than 8000 bytes; a longer function is written in pieces.
 */
@NullMarked
package dev.yagura.bpf.jit;

import org.jspecify.annotations.NullMarked;
