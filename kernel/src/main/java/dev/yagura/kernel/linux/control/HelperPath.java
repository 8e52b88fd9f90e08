package dev.yagura.kernel.linux.control;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * The path of a program that the kernel itself starts, as root, when something happens.
 *
 * @param symbol of the variable that holds it
 * @param gva address of the variable
 * @param path what it holds; {@code core_pattern} names a program only behind a {@code |}
 */
public record HelperPath(String symbol, long gva, String path) {
    /** {@code KMOD_PATH_LEN}, {@code UEVENT_HELPER_PATH_LEN} and others: 256 at most. */
    private static final int MAX_BYTES = 256;

    private static final List<String> SYMBOLS =
            List.of("modprobe_path", "core_pattern", "uevent_helper", "poweroff_cmd");

    /** Checks for nulls. */
    public HelperPath {
        requireNonNull(symbol, "symbol");
        requireNonNull(path, "path");
    }

    /**
     * Returns those that the guest's kernel has.
     *
     * @throws IOException if the memory source fails
     */
    public static Partial<HelperPath> list(Linux linux) throws IOException {
        Partial.Collector<HelperPath> found = Partial.collector();
        for (String symbol : SYMBOLS) {
            OptionalLong gva = linux.kernel().symbols().address(symbol);
            if (gva.isPresent()) {
                found.add(
                        symbol,
                        () ->
                                new HelperPath(
                                        symbol,
                                        gva.getAsLong(),
                                        linux.kernel()
                                                .memory()
                                                .cString(gva.getAsLong(), MAX_BYTES)));
            }
        }
        return found.done();
    }
}
