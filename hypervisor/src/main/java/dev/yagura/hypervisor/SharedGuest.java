package dev.yagura.hypervisor;

import dev.yagura.hypervisor.disk.DiskExports;

/**
 * What all sources of one guest share, as QEMU has only one of each.
 *
 * @param monitor all that is said to it
 * @param disks its NBD server
 */
record SharedGuest(GuestMonitor monitor, DiskExports disks) {}
