package dev.yagura.view.proc.guest;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something that is read when it is first asked for, and kept. Safe for concurrent use.
 *
 * @param <T> what is read
 */
public final class Once<T> {
    private final Reader<T> reader;
    private @Nullable T value;

    /**
     * Reads something of the guest.
     *
     * @param <T> what is read
     */
    @FunctionalInterface
    public interface Reader<T> {
        /** Returns it, never null. */
        T read() throws IOException;
    }

    /** Reads nothing yet. */
    public Once(Reader<T> reader) {
        this.reader = reader;
    }

    /**
     * Returns it.
     *
     * @throws IOException if it cannot be read; asked again, it is tried again
     */
    public synchronized T get() throws IOException {
        T known = value;
        if (known == null) {
            known = reader.read();
            value = known;
        }
        return known;
    }
}
