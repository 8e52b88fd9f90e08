/**
 * Files of procfs about the kernel as a whole: {@code fs/proc} and what other parts of the kernel
 * put there, in the formats of 5.10 to 7.2.
 *
 * <p>Counters are those that the kernel has put together from its CPUs, as a reader in the guest is
 * shown them. Not from memory: interrupts one by one; {@code stat} counts those of devices.
 */
@NullMarked
package dev.yagura.view.proc.system;

import org.jspecify.annotations.NullMarked;
