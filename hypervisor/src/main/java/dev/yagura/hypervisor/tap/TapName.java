package dev.yagura.hypervisor.tap;

import dev.yagura.hypervisor.qemu.Owner;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a filter and of its chardev, which says whose they are.
 *
 * @param owner process that made them
 * @param number tells them from others of that process
 */
record TapName(Owner owner, long number) {
    private static final Pattern TEXT =
            Pattern.compile("yagura-tap-(\\d{1,10})-(\\d{1,18})-(\\d{1,18})");

    /** Reads an id; empty if it is not of this form. */
    static Optional<TapName> parse(String id) {
        Matcher text = TEXT.matcher(id);
        return text.matches()
                ? Optional.of(
                        new TapName(
                                new Owner(
                                        Long.parseLong(text.group(1)),
                                        Long.parseLong(text.group(2))),
                                Long.parseLong(text.group(3))))
                : Optional.empty();
    }

    /** Returns the id. */
    @Override
    public String toString() {
        return "yagura-tap-%d-%d-%d".formatted(owner.pid(), owner.startTicks(), number);
    }
}
