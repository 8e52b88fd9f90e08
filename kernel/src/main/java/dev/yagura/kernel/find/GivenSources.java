package dev.yagura.kernel.find;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.symbols.LinkedSymbols;
import dev.yagura.kernel.types.TypeCatalog;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the user gave; it takes the place of what the guest's memory says.
 *
 * @param symbols symbols at the addresses the kernel was linked at
 * @param types C types
 */
public record GivenSources(Optional<LinkedSymbols> symbols, Optional<TypeCatalog> types) {
    /** Nothing given. */
    public static final GivenSources NONE = new GivenSources(Optional.empty(), Optional.empty());

    /** Requires both components. */
    public GivenSources {
        requireNonNull(symbols, "symbols");
        requireNonNull(types, "types");
    }

    /** Returns the address that {@code _text} was linked at, where that is known. */
    OptionalLong linkText() {
        return symbols.isPresent()
                ? OptionalLong.of(symbols.get().linkText())
                : OptionalLong.empty();
    }
}
