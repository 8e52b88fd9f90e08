/**
 * A client of the QEMU Machine Protocol (QEMU's {@code docs/interop/qmp-spec.rst}) and readers of
 * the few texts it gives that have no machine-readable form: registers and the memory tree.
 *
 * <p>What QEMU says is bounded and checked like any other input.
 */
@NullMarked
package dev.yagura.hypervisor.qmp;

import org.jspecify.annotations.NullMarked;
