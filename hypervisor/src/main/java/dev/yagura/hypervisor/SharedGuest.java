package dev.yagura.hypervisor;

import dev.yagura.hypervisor.disk.DiskExports;
import dev.yagura.hypervisor.tap.Taps;

/**
 * What all sources of one guest share, as QEMU has only one of each.
 *
 * @param monitor all that is said to it
 * @param disks its NBD server
 * @param taps what mirrors its packets
 */
record SharedGuest(GuestMonitor monitor, DiskExports disks, Taps taps) {}
