package dev.yagura.network.rules;

/** A number in a rule: written there, or taken from the packet before. */
public sealed interface Quantity {
    /**
     * Written in the rule.
     *
     * @param value the number
     */
    record Fixed(long value) implements Quantity {}

    /**
     * Taken from the packet by {@code byte_extract}.
     *
     * @param name the name given there
     */
    record Variable(String name) implements Quantity {}
}
