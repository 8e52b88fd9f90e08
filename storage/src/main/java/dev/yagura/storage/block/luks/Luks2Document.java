package dev.yagura.storage.block.luks;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the JSON area of version 2 says, in its own words; see "LUKS2 JSON Metadata Format".
 *
 * @param keyslots by number, in order
 * @param segments by number, in order
 * @param requirements what a reader must know beyond the specification
 * @param keyslotsBytes length of the area with the keyslots
 */
record Luks2Document(
        Map<Integer, Keyslot> keyslots,
        Map<Integer, Segment> segments,
        List<Digest> digests,
        List<String> requirements,
        long keyslotsBytes) {

    /**
     * A keyslot.
     *
     * @param afHash hash of the anti-forensic splitter
     */
    record Keyslot(
            String type,
            int keyBytes,
            int priority,
            String afType,
            String afHash,
            Area area,
            Derivation kdf) {}

    /**
     * Where a keyslot's stripes are.
     *
     * @param keyBytes length of the key that they are encrypted with
     */
    record Area(String type, long offset, long sizeBytes, String encryption, int keyBytes) {
        static final Area NONE = new Area("", 0, 0, "", 0);
    }

    /**
     * How a keyslot's key is made.
     *
     * @param kdf empty where the type is unknown
     */
    record Derivation(String type, Optional<Kdf> kdf, HeaderBytes salt) {
        static final Derivation NONE = new Derivation("", Optional.empty(), HeaderBytes.NONE);
    }

    /**
     * A run of ciphertext.
     *
     * @param sizeBytes empty if it goes on to the end of the device
     * @param integrity what its sectors have tags of; empty if they have none
     */
    record Segment(
            String type,
            long offset,
            OptionalLong sizeBytes,
            long ivTweak,
            String encryption,
            int sectorBytes,
            String integrity) {}

    /**
     * What a key is told by.
     *
     * @param keyslots numbers of those that hold the key
     * @param segments numbers of those that are encrypted with it
     */
    record Digest(
            String type,
            List<Integer> keyslots,
            List<Integer> segments,
            String hash,
            long iterations,
            HeaderBytes salt,
            HeaderBytes digest) {}
}
