/**
 * Names and addresses of a kernel's functions and variables.
 *
 * <p>{@link dev.yagura.kernel.symbols.SymbolTable} is what callers use, whatever the source:
 * kallsyms in the guest's own memory, a System.map, or an ISF file.
 */
@NullMarked
package dev.yagura.kernel.symbols;

import org.jspecify.annotations.NullMarked;
