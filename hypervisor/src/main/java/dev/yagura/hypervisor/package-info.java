/**
 * Guests of this host, as the channel's agent serves them.
 *
 * <p>{@link dev.yagura.hypervisor.QemuGuests} finds QEMUs, opens their memory, reads registers and
 * pauses vCPUs; {@link dev.yagura.hypervisor.SavedGuests} serves dumps and disks of guests that do
 * not run. Nothing here understands an operating system, a file or a packet.
 */
@NullMarked
package dev.yagura.hypervisor;

import org.jspecify.annotations.NullMarked;
