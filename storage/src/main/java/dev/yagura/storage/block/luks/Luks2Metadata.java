package dev.yagura.storage.block.luks;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the JSON area of version 2 means: which segment there is and which keyslots lead to it. */
final class Luks2Metadata {
    private static final String CRYPT = "crypt";
    private static final String LUKS2 = "luks2";
    private static final String REENCRYPT = "reencrypt";

    private final Luks2Header header;
    private final Luks2Document document;
    private final List<Keyslot> keyslots = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();

    Luks2Metadata(Luks2Header header) {
        this.header = header;
        this.document = header.document();
    }

    /**
     * Returns what the header says.
     *
     * @throws MalformedStructureException if it contradicts itself or needs what this reader does
     *     not have
     */
    LuksMetadata read(HeaderCopy copy, List<String> notes) throws MalformedStructureException {
        if (!document.requirements().isEmpty()) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    "config/requirements",
                    "needs %s, which is not read"
                            .formatted(String.join(", ", document.requirements())));
        }
        if (document.segments().size() != 1) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    "segments",
                    "has %d of them, expected 1".formatted(document.segments().size()));
        }
        Map.Entry<Integer, Luks2Document.Segment> only =
                document.segments().entrySet().iterator().next();
        int segmentNumber = only.getKey();
        Luks2Document.Segment segment = only.getValue();
        requireReadable(segment);
        for (Map.Entry<Integer, Luks2Document.Keyslot> entry : document.keyslots().entrySet()) {
            keyslot(entry.getKey(), entry.getValue(), segmentNumber);
        }
        LuksInfo info =
                new LuksInfo(
                        2,
                        header.uuid(),
                        header.label(),
                        segment.encryption(),
                        slots.isEmpty() ? 0 : slots.getFirst().keyBytes() * Byte.SIZE,
                        segment.sectorBytes(),
                        metadataBytes(),
                        segment.offset(),
                        segment.sizeBytes(),
                        segment.ivTweak(),
                        keyslots,
                        copy,
                        notes);
        return new LuksMetadata(info, slots);
    }

    private long metadataBytes() {
        return 2 * header.sizeBytes() + document.keyslotsBytes();
    }

    private static void requireReadable(Luks2Document.Segment segment)
            throws MalformedStructureException {
        if (!segment.type().equals(CRYPT)) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    "segments/type",
                    "is %s, expected crypt".formatted(segment.type()));
        }
        if (!segment.integrity().isEmpty()) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    "segments/integrity",
                    "is %s, expected none".formatted(segment.integrity()));
        }
        int sector = segment.sectorBytes();
        if (sector < 512 || Integer.bitCount(sector) != 1) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "segments/sector_size",
                    "is %d, expected 512, 1024, 2048 or 4096".formatted(sector));
        }
    }

    private void keyslot(int number, Luks2Document.Keyslot slot, int segment)
            throws MalformedStructureException {
        if (slot.type().equals(REENCRYPT)) {
            throw malformed(
                    Reason.UNSUPPORTED,
                    "keyslots/" + number,
                    "is of type reencrypt: the volume is being re-encrypted, which is not read");
        }
        Optional<Kdf> kdf = slot.kdf().kdf();
        Optional<Luks2Document.Digest> digest =
                document.digests().stream()
                        .filter(d -> d.keyslots().contains(number))
                        .filter(d -> d.segments().contains(segment))
                        .findFirst();
        if (digest.isEmpty()) {
            keyslots.add(new Keyslot(number, Keyslot.State.UNBOUND, kdf, "holds another key"));
            return;
        }
        String problem = problem(slot, digest.get());
        if (!problem.isEmpty()) {
            keyslots.add(new Keyslot(number, Keyslot.State.UNSUPPORTED, kdf, problem));
            return;
        }
        requireInside(number, slot);
        if (!slots.isEmpty() && slots.getFirst().keyBytes() != slot.keyBytes()) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "keyslots/" + number + "/key_size",
                    "is %d, expected %d as in another keyslot of the same key"
                            .formatted(slot.keyBytes(), slots.getFirst().keyBytes()));
        }
        keyslots.add(new Keyslot(number, Keyslot.State.ACTIVE, kdf, ""));
        slots.add(slot(number, slot, digest.get()));
    }

    /** Returns what of a keyslot this reader does not have; empty if there is nothing. */
    private static String problem(Luks2Document.Keyslot slot, Luks2Document.Digest digest) {
        Luks2Document.Area area = slot.area();
        if (!slot.type().equals(LUKS2)) {
            return "type %s is not read".formatted(slot.type());
        }
        if (!slot.afType().equals("luks1") || LuksHash.of(slot.afHash()).isEmpty()) {
            return "splitter %s with hash %s is not read".formatted(slot.afType(), slot.afHash());
        }
        if (!area.type().equals("raw")
                || CipherSpec.of(area.encryption(), area.keyBytes()).isEmpty()) {
            return "area %s by %s with %d bits is not read"
                    .formatted(area.type(), area.encryption(), area.keyBytes() * Byte.SIZE);
        }
        if (slot.keyBytes() < 1 || slot.keyBytes() > LuksLimits.MAX_KEY_BYTES) {
            return "key of %d bytes is not read".formatted(slot.keyBytes());
        }
        if (slot.kdf().kdf().isEmpty()) {
            return "key derivation %s is not read".formatted(slot.kdf().type());
        }
        if (slot.kdf().kdf().get() instanceof Kdf.Pbkdf2(String hash, long _)
                && LuksHash.of(hash).isEmpty()) {
            return "pbkdf2 with hash %s is not read".formatted(hash);
        }
        if (!digest.type().equals("pbkdf2")
                || LuksHash.of(digest.hash()).isEmpty()
                || digest.digest().length() == 0) {
            return "digest %s with hash %s is not read".formatted(digest.type(), digest.hash());
        }
        return "";
    }

    private void requireInside(int number, Luks2Document.Keyslot slot)
            throws MalformedStructureException {
        Luks2Document.Area area = slot.area();
        long needed = Slot.areaBytes(slot.keyBytes());
        long start = 2 * header.sizeBytes();
        if (area.offset() < start
                || area.sizeBytes() < needed
                || area.offset() + area.sizeBytes() > metadataBytes()) {
            throw malformed(
                    Reason.OUT_OF_RANGE,
                    "keyslots/" + number + "/area",
                    "is %d bytes at %d, expected at least %d in %d..%d"
                            .formatted(
                                    area.sizeBytes(),
                                    area.offset(),
                                    needed,
                                    start,
                                    metadataBytes()));
        }
    }

    private static Slot slot(int number, Luks2Document.Keyslot slot, Luks2Document.Digest digest) {
        Luks2Document.Area area = slot.area();
        return new Slot(
                number,
                slot.priority(),
                slot.kdf().kdf().orElseThrow(),
                slot.kdf().salt(),
                CipherSpec.of(area.encryption(), area.keyBytes()).orElseThrow(),
                area.offset(),
                slot.keyBytes(),
                LuksHash.of(slot.afHash()).orElseThrow(),
                new VolumeDigest(
                        new Pbkdf2(
                                LuksHash.of(digest.hash()).orElseThrow(),
                                digest.iterations(),
                                digest.salt()),
                        digest.digest()));
    }

    private static MalformedStructureException malformed(
            Reason reason, String field, String detail) {
        return new MalformedStructureException(reason, "luks2 json", field, 0, detail);
    }
}
