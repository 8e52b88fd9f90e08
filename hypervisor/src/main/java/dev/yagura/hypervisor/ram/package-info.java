/**
 * A guest's RAM in its QEMU: where it lies, how it is reached, and reading it.
 *
 * <p>RAM in a shared file or memfd is read with {@code pread(2)}, all other with {@code
 * process_vm_readv(2)} or from {@code /proc/PID/mem}. Nothing is mapped: a mapping of a sparse
 * memfd would allocate its holes, and a truncated one would fault. Nothing is ever written.
 */
@NullMarked
package dev.yagura.hypervisor.ram;

import org.jspecify.annotations.NullMarked;
