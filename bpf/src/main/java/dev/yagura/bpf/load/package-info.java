/**
 * Makes programs of object files, for one kernel: sections are put together, CO-RE relocations
 * answered from the kernel's types, symbols from its symbol table.
 *
 * <p>Code of all sections becomes one program, constants and variables one image. Not supported,
 * and refused by name: maps, variables for each thread, and functions that the object does not
 * define.
 */
@NullMarked
package dev.yagura.bpf.load;

import org.jspecify.annotations.NullMarked;
