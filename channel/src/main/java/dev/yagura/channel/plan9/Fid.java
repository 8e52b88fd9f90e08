package dev.yagura.channel.plan9;

import dev.yagura.storage.file.StoredFile;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A file that a client has found, and what it does with it.
 *
 * @param place where it was found
 * @param use what was opened
 */
record Fid(Place place, Use use) {

    /**
     * A file and the way to it; two dots lead up the same way.
     *
     * @param parent the directory; null for the root of a tree
     * @param depth names from the root
     */
    record Place(@Nullable Place parent, StoredFile file, int depth) {
        /** Returns the place of a tree's root. */
        static Place root(StoredFile file) {
            return new Place(null, file, 0);
        }

        Place below(StoredFile child) {
            return new Place(this, child, depth + 1);
        }

        /** Returns the directory it is in; of a root itself. */
        Place above() {
            return parent == null ? this : parent;
        }
    }

    /** What is open. */
    sealed interface Use {
        /** Nothing: the file was found. */
        record Found() implements Use {}

        /** A regular file's content. */
        record Content() implements Use {}

        /** The names in a directory. */
        record Names(DirectoryListing listing) implements Use {}

        /** An extended attribute's value, or the list of them. */
        final class Value implements Use {
            private static final int BYTES_OF_A_NAME = 64;

            private final byte[] bytes;

            /** Holds the bytes, which nobody changes any more. */
            Value(byte[] bytes) {
                this.bytes = bytes;
            }

            /** Returns how many names of an open directory would take the room that it takes. */
            int names() {
                return bytes.length / BYTES_OF_A_NAME;
            }

            /** Copies what begins at {@code offset}; returns how much. */
            int copy(long offset, MemorySegment into) {
                int from = (int) Math.min(offset, bytes.length);
                int count = (int) Math.min(bytes.length - from, into.byteSize());
                MemorySegment.copy(MemorySegment.ofArray(bytes), from, into, 0, count);
                return count;
            }
        }
    }

    static final Use FOUND = new Use.Found();

    static Fid found(Place place) {
        return new Fid(place, FOUND);
    }

    Fid with(Use opened) {
        return new Fid(place, opened);
    }

    StoredFile file() {
        return place.file();
    }
}
