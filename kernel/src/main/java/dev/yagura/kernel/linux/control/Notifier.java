package dev.yagura.kernel.linux.control;

import static java.util.Objects.requireNonNull;

/**
 * A function that the kernel calls when something happens.
 *
 * @param gva address of its {@code notifier_block}
 * @param chain symbol of the list it is on
 * @param position on the list, from 0; those in front are called first
 * @param priority that it asked for
 * @param function that is called
 */
public record Notifier(long gva, String chain, int position, int priority, long function) {
    /** Checks for nulls. */
    public Notifier {
        requireNonNull(chain, "chain");
    }
}
