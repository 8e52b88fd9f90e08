package dev.yagura.kernel.linux.image;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The places of the kernel's image that change with where it is loaded: lists of 32-bit addresses
 * behind the image, each preceded by a 0. The first is of 64-bit places, the last of 32-bit ones;
 * until 6.14 there is one between them of places that change the other way.
 */
final class ImageRelocations {
    private static final int MIN_LISTS = 2;
    private static final int MAX_LISTS = 3;

    /** A kernel has some hundred thousand. */
    private static final int MAX_BYTES = 16 << 20;

    private final List<ByteBuffer> lists = new ArrayList<>();

    private ImageRelocations() {}

    /**
     * Reads what lies behind an image; nothing is there in kernels that cannot be moved.
     *
     * @param name how messages call the image
     */
    static ImageRelocations parse(String name, ByteBuffer behind)
            throws MalformedStructureException {
        ImageRelocations relocations = new ImageRelocations();
        int count = behind.limit() / Integer.BYTES;
        if (behind.limit() > MAX_BYTES) {
            throw malformed(
                    name, "has %d bytes, expected %d at most".formatted(behind.limit(), MAX_BYTES));
        }
        int start = -1;
        for (int i = 0; i <= count; i++) {
            if (i == count || behind.getInt(i * Integer.BYTES) == 0) {
                if (start >= 0) {
                    relocations.lists.add(
                            behind.slice(start * Integer.BYTES, (i - start) * Integer.BYTES)
                                    .order(behind.order()));
                } else if (i > 0) {
                    throw malformed(name, "does not begin with 0");
                }
                start = i + 1;
            }
        }
        int lists = relocations.lists.size();
        if (count > 0 && (lists < MIN_LISTS || lists > MAX_LISTS)) {
            throw malformed(name, "has %d lists, expected 2 or 3".formatted(lists));
        }
        return relocations;
    }

    private static MalformedStructureException malformed(String name, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, name, "vmlinux.relocs", 0, detail);
    }

    /** Returns whether an image can be moved at all. */
    boolean isEmpty() {
        return lists.isEmpty();
    }

    /**
     * Moves an image whose parts are still at the addresses that it is linked to.
     *
     * @param delta how far, in bytes
     */
    void apply(CodeImage linked, long delta) {
        if (isEmpty()) {
            return;
        }
        each(
                linked,
                lists.getFirst(),
                Long.BYTES,
                (bytes, at) -> bytes.putLong(at, bytes.getLong(at) + delta));
        each(
                linked,
                lists.getLast(),
                Integer.BYTES,
                (bytes, at) -> bytes.putInt(at, (int) (bytes.getInt(at) + delta)));
        if (lists.size() == MAX_LISTS) {
            each(
                    linked,
                    lists.get(1),
                    Integer.BYTES,
                    (bytes, at) -> bytes.putInt(at, (int) (bytes.getInt(at) - delta)));
        }
    }

    private interface Change {
        void at(ByteBuffer bytes, int offset);
    }

    /** Places outside the parts are passed over: those of data are not compared. */
    private static void each(CodeImage linked, ByteBuffer list, int width, Change change) {
        for (int i = 0; i < list.limit(); i += Integer.BYTES) {
            long gva = list.getInt(i); // sign-extended, as the kernel does
            Optional<CodeImage.Part> part = linked.partOf(gva, width);
            if (part.isPresent()) {
                change.at(part.get().bytes(), (int) (gva - part.get().gva()));
            }
        }
    }
}
