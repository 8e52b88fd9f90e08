package dev.yagura.kernel.linux.net;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A function that sees, changes or drops packets on their way.
 *
 * @param gva address of its {@code nf_hook_entry}
 * @param namespace where it is
 * @param family such as {@code "ipv4"}, {@code "arp"}, {@code "netdev"}
 * @param hook place on the way, such as {@code "prerouting"}
 * @param device interface of a {@code netdev} hook, null for others
 * @param position from 0, in the order in which they are called
 * @param priority the lowest is called first; empty if it cannot be read
 * @param function what is called
 * @param argument what it is called with
 * @param operationsGva how it was registered
 * @param registeredFunction the function that was registered: the same unless one was changed
 * @param nftables whether it was registered as a chain of nftables; false before 5.15
 * @param chain table and name of that chain, null where the types to read them are not known
 */
public record NetfilterHook(
        long gva,
        NetworkNamespace namespace,
        String family,
        String hook,
        @Nullable String device,
        int position,
        OptionalInt priority,
        long function,
        long argument,
        long operationsGva,
        long registeredFunction,
        boolean nftables,
        @Nullable String chain) {

    /** Checks for nulls. */
    public NetfilterHook {
        requireNonNull(namespace, "namespace");
        requireNonNull(family, "family");
        requireNonNull(hook, "hook");
        requireNonNull(priority, "priority");
    }
}
