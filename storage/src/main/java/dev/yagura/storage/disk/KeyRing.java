package dev.yagura.storage.disk;

import static java.util.Objects.requireNonNull;

import dev.yagura.storage.block.crypt.Secret;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Keys and passphrases for a guest's disks, each for one volume or to be tried on all; and headers
 * of volumes that do not have theirs with them. Keys are wiped when this closes; never printed.
 */
public final class KeyRing implements AutoCloseable {
    private static final byte LINE_BREAK = '\n';

    private final List<Key> keys;
    private final List<Header> headers;
    private final List<Secret> shortened = new ArrayList<>();

    /**
     * A key.
     *
     * @param volume the layer it is for, by name or by uuid; empty to try it on all
     * @param secret what opens it, as it would be in a key file
     */
    public record Key(Optional<String> volume, Secret secret) {
        /** Requires the components. */
        public Key {
            requireNonNull(volume, "volume");
            requireNonNull(secret, "secret");
        }
    }

    /**
     * A LUKS header that is kept apart from its volume, with the keyslots that follow it.
     *
     * @param volume the layer whose bytes it is the header of, by name or by uuid
     * @param bytes not copied; at most {@link DiskLimits#MAX_HEADER_BYTES}
     */
    public record Header(String volume, MemorySegment bytes) {
        /** Requires the components and checks the length. */
        public Header {
            requireNonNull(volume, "volume");
            if (bytes.byteSize() > DiskLimits.MAX_HEADER_BYTES) {
                throw new IllegalArgumentException(
                        "a header of %d bytes, expected at most %d"
                                .formatted(bytes.byteSize(), DiskLimits.MAX_HEADER_BYTES));
            }
        }
    }

    /** Makes a ring of keys for volumes that have their headers with them. */
    public KeyRing(List<Key> keys) {
        this(keys, List.of());
    }

    /**
     * Makes a ring of keys, which it owns.
     *
     * @param keys at most {@link DiskLimits#MAX_KEYS}
     * @param headers of volumes without their own; of two for one volume the last counts
     */
    public KeyRing(List<Key> keys, List<Header> headers) {
        if (keys.size() > DiskLimits.MAX_KEYS) {
            throw new IllegalArgumentException(
                    "%d keys, expected at most %d".formatted(keys.size(), DiskLimits.MAX_KEYS));
        }
        this.keys = List.copyOf(keys);
        this.headers = List.copyOf(headers);
        for (Key key : this.keys) {
            shortened.add(withoutLineBreak(key.secret()));
        }
    }

    /** Returns a ring without keys. */
    public static KeyRing empty() {
        return new KeyRing(List.of());
    }

    /** Returns whether there is no key. */
    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Returns the volumes that keys were given for. */
    public List<String> volumes() {
        return keys.stream().flatMap(key -> key.volume().stream()).toList();
    }

    /** Returns the headers that are kept apart. */
    List<Header> headers() {
        return headers;
    }

    /** Returns the header that is for something of one of these names. */
    Optional<Header> header(Collection<String> names) {
        return headers.reversed().stream()
                .filter(header -> names.stream().anyMatch(header.volume()::equalsIgnoreCase))
                .findFirst();
    }

    /**
     * Returns what to try on a volume: keys for it, and if there are none those for all. A key that
     * ends in a line break comes a second time without: an editor puts one at the end of a
     * passphrase, and cryptsetup takes it for a part of a key file.
     *
     * @param names what the volume and what it lies on are called
     * @return the ring's own secrets, not to be closed
     */
    List<Secret> candidates(Collection<String> names) {
        List<Secret> bound = new ArrayList<>();
        List<Secret> free = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            if (key.volume().isEmpty()) {
                add(i, free);
            } else if (names.stream().anyMatch(key.volume().get()::equalsIgnoreCase)) {
                add(i, bound);
            }
        }
        return bound.isEmpty() ? free : bound;
    }

    private void add(int index, List<Secret> to) {
        Secret whole = keys.get(index).secret();
        to.add(whole);
        if (shortened.get(index).length() < whole.length()) {
            to.add(shortened.get(index));
        }
    }

    private static Secret withoutLineBreak(Secret key) {
        int length = key.length();
        boolean ends = length > 0 && key.revealed()[length - 1] == LINE_BREAK;
        return key.slice(0, ends ? length - 1 : length);
    }

    /** Overwrites the keys. */
    @Override
    public void close() {
        keys.forEach(key -> key.secret().close());
        shortened.forEach(Secret::close);
    }

    /** Returns how many keys there are, and nothing of them. */
    @Override
    public String toString() {
        return keys.size() + " keys";
    }
}
