package dev.yagura.channel.control;

/** Why a pause lease ended. */
public enum LeaseEnd {
    /** Its holder resumed the guest. */
    RESUMED,
    /** It ran out; the guest ran on while its holder may have thought it did not. */
    EXPIRED,
    /** The guest had been paused for as long as the agent allows, all leases together. */
    LIMIT
}
