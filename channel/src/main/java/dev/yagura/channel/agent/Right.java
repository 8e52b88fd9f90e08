package dev.yagura.channel.agent;

/** What a peer may do with a guest. */
public enum Right {
    /** See that the guest is there; without it the guest does not exist for the peer. */
    LIST,
    /** Read its memory. */
    MEMORY,
    /** Read its disks, encrypted as they are. */
    DISK,
    /** Capture its packets. */
    PACKETS,
    /** Read its registers. */
    REGISTERS,
    /** Pause it under a lease. */
    PAUSE
}
