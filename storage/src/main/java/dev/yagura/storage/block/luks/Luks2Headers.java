package dev.yagura.storage.block.luks;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.block.BlockDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chooses between the two headers of version 2: the newest one that is sound. */
final class Luks2Headers {
    private Luks2Headers() {}

    /**
     * Reads a volume that has its first header's magic.
     *
     * @throws MalformedStructureException if neither header is sound, or the chosen one says what
     *     this reader does not know
     * @throws IOException if the device fails
     */
    static LuksMetadata read(BlockDevice device) throws IOException {
        Luks2Header primary;
        try {
            primary = Luks2Header.read(device, 0);
        } catch (MalformedStructureException damage) {
            Luks2Header secondary = findSecondary(device).orElseThrow(() -> damage);
            return secondary(secondary, damaged("first", damage) + "; the second one is used");
        }
        List<String> notes = new ArrayList<>();
        try {
            Luks2Header secondary = Luks2Header.read(device, primary.sizeBytes());
            long primarySequence = primary.sequence();
            int order = Long.compareUnsigned(primarySequence, secondary.sequence());
            if (order < 0) {
                return secondary(secondary, older("first", primarySequence, secondary.sequence()));
            }
            if (order > 0) {
                notes.add(older("second", secondary.sequence(), primarySequence));
            }
        } catch (MalformedStructureException damage) {
            notes.add(damaged("second", damage) + "; the first one is used");
        }
        return new Luks2Metadata(primary).read(HeaderCopy.PRIMARY, notes);
    }

    /** Reads a volume whose first header has no magic any more. */
    static LuksMetadata ofBackup(BlockDevice device) throws IOException {
        Optional<Luks2Header> secondary = findSecondary(device);
        if (secondary.isEmpty()) {
            throw LuksHeader.notPresent(device);
        }
        return secondary(
                secondary.get(), "the first header is overwritten; the second one is used");
    }

    static Optional<Luks2Header> findSecondary(BlockDevice device) throws IOException {
        for (long offset : Luks2Header.SIZES) {
            if (offset > device.sizeBytes() - Luks2Header.BINARY_BYTES) {
                break;
            }
            try {
                return Optional.of(Luks2Header.read(device, offset));
            } catch (MalformedStructureException e) {
                // No sound header here: the next place is looked at.
            }
        }
        return Optional.empty();
    }

    private static LuksMetadata secondary(Luks2Header header, String note)
            throws MalformedStructureException {
        return new Luks2Metadata(header).read(HeaderCopy.SECONDARY, List.of(note));
    }

    private static String damaged(String which, MalformedStructureException damage) {
        return "the %s header is damaged (%s)".formatted(which, damage.getMessage());
    }

    private static String older(String which, long its, long other) {
        return "the %s header is older (number %s, the other %s); the newer one is used"
                .formatted(which, Long.toUnsignedString(its), Long.toUnsignedString(other));
    }
}
