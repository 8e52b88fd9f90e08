package dev.yagura.storage.block.luks;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The header of version 1: 592 bytes at the start of the volume, big-endian. */
final class Luks1Header {
    static final int SIZE = 592;

    private static final int SECTOR_BYTES = 512;
    private static final int KEYSLOTS = 8;
    private static final int KEYSLOT_BYTES = 48;
    private static final long ENABLED = 0x00AC71F3;
    private static final long DISABLED = 0x0000DEAD;

    private static final Field CIPHER_NAME = new Field("cipherName", 8, 32);
    private static final Field CIPHER_MODE = new Field("cipherMode", 40, 32);
    private static final Field HASH_SPEC = new Field("hashSpec", 72, 32);
    private static final Field PAYLOAD_OFFSET = new Field("payloadOffset", 104, 4);
    private static final Field KEY_BYTES = new Field("keyBytes", 108, 4);
    private static final Field MK_DIGEST = new Field("mkDigest", 112, 20);
    private static final Field MK_DIGEST_SALT = new Field("mkDigestSalt", 132, 32);
    private static final Field MK_DIGEST_ITER = new Field("mkDigestIter", 164, 4);
    private static final Field UUID = new Field("uuid", 168, 40);
    private static final int KEYSLOTS_OFFSET = 208;

    private final Structure header;
    private final String hashName;
    private final String cipherName;
    private final int keyBytes;
    private final List<Keyslot> keyslots = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private long metadataBytes = SIZE;

    private Luks1Header(Structure header) throws MalformedStructureException {
        this.header = header;
        this.hashName = HeaderText.untilNul(header.copy(HASH_SPEC));
        this.cipherName =
                HeaderText.untilNul(header.copy(CIPHER_NAME))
                        + "-"
                        + HeaderText.untilNul(header.copy(CIPHER_MODE));
        this.keyBytes =
                (int)
                        header.requireRange(
                                KEY_BYTES, header.u32be(KEY_BYTES), 1, LuksLimits.MAX_KEY_BYTES);
    }

    /**
     * Parses a header, whose magic and version are known to be right.
     *
     * @throws MalformedStructureException if a field has a value that no tool writes
     */
    static LuksMetadata parse(Structure header) throws MalformedStructureException {
        return new Luks1Header(header).metadata();
    }

    private LuksMetadata metadata() throws MalformedStructureException {
        long dataOffset = header.u32be(PAYLOAD_OFFSET) * SECTOR_BYTES;
        for (int i = 0; i < KEYSLOTS; i++) {
            keyslot(i);
        }
        if (dataOffset != 0 && dataOffset < metadataBytes) {
            throw header.malformed(
                    Reason.OUT_OF_RANGE,
                    PAYLOAD_OFFSET,
                    "is byte %d, expected 0 or at least the end of the keyslots at byte %d"
                            .formatted(dataOffset, metadataBytes));
        }
        LuksInfo info =
                new LuksInfo(
                        1,
                        HeaderText.untilNul(header.copy(UUID)),
                        "",
                        cipherName,
                        keyBytes * Byte.SIZE,
                        SECTOR_BYTES,
                        metadataBytes,
                        dataOffset,
                        OptionalLong.empty(),
                        0,
                        keyslots,
                        HeaderCopy.SINGLE,
                        List.of());
        return new LuksMetadata(info, slots);
    }

    private void keyslot(int number) throws MalformedStructureException {
        int at = KEYSLOTS_OFFSET + number * KEYSLOT_BYTES;
        String prefix = "keyslot[" + number + "].";
        Field activeField = new Field(prefix + "active", at, 4);
        Field iterationsField = new Field(prefix + "iterations", at + 4, 4);
        Field saltField = new Field(prefix + "salt", at + 8, 32);
        Field offsetField = new Field(prefix + "keyMaterialOffset", at + 40, 4);
        Field stripesField = new Field(prefix + "stripes", at + 44, 4);

        long active = header.u32be(activeField);
        if (active == DISABLED) {
            keyslots.add(new Keyslot(number, Keyslot.State.INACTIVE, Optional.empty(), ""));
            return;
        }
        if (active != ENABLED) {
            throw header.malformed(
                    Reason.OUT_OF_RANGE,
                    activeField,
                    "is 0x%x, expected 0xac71f3 or 0xdead".formatted(active));
        }
        header.requireRange(
                stripesField, header.u32be(stripesField), LuksLimits.STRIPES, LuksLimits.STRIPES);
        long iterations =
                header.requireRange(
                        iterationsField, header.u32be(iterationsField), 1, 0xFFFF_FFFFL);
        long offset =
                header.requireRange(offsetField, header.u32be(offsetField), 2, 0xFFFF_FFFFL)
                        * SECTOR_BYTES;
        metadataBytes = Math.max(metadataBytes, offset + Slot.areaBytes(keyBytes));
        Kdf kdf = new Kdf.Pbkdf2(hashName, iterations);
        Optional<LuksHash> hash = LuksHash.of(hashName);
        Optional<CipherSpec> cipher = CipherSpec.of(cipherName, keyBytes);
        if (hash.isEmpty() || cipher.isEmpty()) {
            String note =
                    hash.isEmpty()
                            ? "hash %s is not read".formatted(hashName)
                            : "cipher %s with %d bits is not read"
                                    .formatted(cipherName, keyBytes * Byte.SIZE);
            keyslots.add(new Keyslot(number, Keyslot.State.UNSUPPORTED, Optional.of(kdf), note));
            return;
        }
        keyslots.add(new Keyslot(number, Keyslot.State.ACTIVE, Optional.of(kdf), ""));
        slots.add(
                new Slot(
                        number,
                        1,
                        kdf,
                        HeaderBytes.owning(header.copy(saltField)),
                        cipher.get(),
                        offset,
                        keyBytes,
                        hash.get(),
                        digest(hash.get())));
    }

    private VolumeDigest digest(LuksHash hash) throws MalformedStructureException {
        long iterations =
                header.requireRange(MK_DIGEST_ITER, header.u32be(MK_DIGEST_ITER), 1, 0xFFFF_FFFFL);
        return new VolumeDigest(
                new Pbkdf2(hash, iterations, HeaderBytes.owning(header.copy(MK_DIGEST_SALT))),
                HeaderBytes.owning(header.copy(MK_DIGEST)));
    }
}
