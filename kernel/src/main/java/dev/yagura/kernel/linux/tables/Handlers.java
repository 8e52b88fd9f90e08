package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Owner;
import dev.yagura.kernel.linux.Owners;
import org.jspecify.annotations.Nullable;

/** Says in columns whose an address is. */
final class Handlers {
    private Handlers() {}

    /** Returns the symbol at or before an address, null for the address 0 and unknown ones. */
    static @Nullable String symbol(Owners owners, long gva) {
        if (gva == 0) {
            return null;
        }
        return switch (owners.of(gva)) {
            case Owner.Image image -> image.nearest().toString();
            case Owner.Module module -> module.describe();
            case Owner.Unknown _ -> null;
        };
    }

    /** Returns {@code kernel}, a module's name or {@code unknown}; null for the address 0. */
    static @Nullable String owner(Owners owners, long gva) {
        if (gva == 0) {
            return null;
        }
        return switch (owners.of(gva)) {
            case Owner.Image _ -> "kernel";
            case Owner.Module module -> module.name();
            case Owner.Unknown _ -> "unknown";
        };
    }
}
