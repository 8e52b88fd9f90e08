package dev.yagura.storage.block.luks;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * Reads the JSON area of version 2: an object, and zeros up to the end.
 *
 * <p>What a field's type allows is checked here. Fields that are not known are passed by, as the
 * specification wants it, and so are tokens: what a reader must not pass by is a requirement.
 */
final class Luks2Json {
    private static final long MAX_U32 = 0xFFFF_FFFFL;

    /** Offsets are added to each other, so they stay far from the largest number. */
    private static final long MAX_OFFSET = 1L << 56;

    /** "LUKS2_MAX_KEYSLOTS_SIZE" of cryptsetup: 128 MiB. */
    private static final long MAX_KEYSLOTS_BYTES = 128L << 20;

    private final JsonCursor json;
    private final int areaBytes;

    private Luks2Json(JsonCursor json, int areaBytes) {
        this.json = json;
        this.areaBytes = areaBytes;
    }

    /**
     * Reads the area.
     *
     * @throws MalformedStructureException if it is not what the specification describes
     */
    static Luks2Document read(byte[] area) throws MalformedStructureException {
        int length = length(area);
        try (JsonCursor json = new JsonCursor(area, length)) {
            Luks2Document document = new Luks2Json(json, area.length).document();
            json.end();
            return document;
        } catch (JacksonException e) {
            long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            throw malformed(
                    Math.max(0, offset),
                    "is not well-formed: " + HeaderText.printable(e.getOriginalMessage()));
        }
    }

    private static int length(byte[] area) throws MalformedStructureException {
        int length = 0;
        while (length < area.length && area[length] != 0) {
            length++;
        }
        for (int i = length; i < area.length; i++) {
            if (area[i] != 0) {
                throw malformed(i, "has bytes behind its end, expected zeros");
            }
        }
        return length;
    }

    private static MalformedStructureException malformed(long offset, String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "luks2 json", "document", offset, detail);
    }

    private Luks2Document document() throws MalformedStructureException {
        Map<Integer, Luks2Document.Keyslot> keyslots = new TreeMap<>();
        Map<Integer, Luks2Document.Segment> segments = new TreeMap<>();
        List<Luks2Document.Digest> digests = new ArrayList<>();
        List<String> requirements = new ArrayList<>();
        long keyslotsBytes = 0;
        json.open();
        while (json.next()) {
            switch (json.name()) {
                case "keyslots" -> {
                    json.open();
                    while (json.next()) {
                        keyslots.put(json.index(), keyslot());
                    }
                }
                case "segments" -> {
                    json.open();
                    while (json.next()) {
                        segments.put(json.index(), segment());
                    }
                }
                case "digests" -> {
                    json.open();
                    while (json.next()) {
                        json.index(); // bounds their number, as the parser refuses repeated names
                        digests.add(digest());
                    }
                }
                case "config" -> keyslotsBytes = config(requirements);
                default -> json.skip();
            }
        }
        return new Luks2Document(keyslots, segments, digests, requirements, keyslotsBytes);
    }

    private Luks2Document.Keyslot keyslot() throws MalformedStructureException {
        String type = "";
        int keyBytes = 0;
        int priority = 1;
        String afType = "";
        String afHash = "";
        Luks2Document.Area area = Luks2Document.Area.NONE;
        Luks2Document.Derivation kdf = Luks2Document.Derivation.NONE;
        json.open();
        while (json.next()) {
            switch (json.name()) {
                case "type" -> type = json.text();
                case "key_size" -> keyBytes = (int) json.number(0, MAX_U32);
                case "priority" -> priority = (int) json.number(0, 2);
                case "af" -> {
                    json.open();
                    while (json.next()) {
                        switch (json.name()) {
                            case "type" -> afType = json.text();
                            case "hash" -> afHash = json.text();
                            case "stripes" -> json.number(LuksLimits.STRIPES, LuksLimits.STRIPES);
                            default -> json.skip();
                        }
                    }
                }
                case "area" -> area = area();
                case "kdf" -> kdf = kdf();
                default -> json.skip();
            }
        }
        return new Luks2Document.Keyslot(type, keyBytes, priority, afType, afHash, area, kdf);
    }

    private Luks2Document.Area area() throws MalformedStructureException {
        String type = "";
        long offset = 0;
        long sizeBytes = 0;
        String encryption = "";
        int keyBytes = 0;
        json.open();
        while (json.next()) {
            switch (json.name()) {
                case "type" -> type = json.text();
                case "offset" -> offset = json.decimal(MAX_OFFSET);
                case "size" -> sizeBytes = json.decimal(MAX_OFFSET);
                case "encryption" -> encryption = json.text();
                case "key_size" -> keyBytes = (int) json.number(1, LuksLimits.MAX_KEY_BYTES);
                default -> json.skip();
            }
        }
        return new Luks2Document.Area(type, offset, sizeBytes, encryption, keyBytes);
    }

    private Luks2Document.Derivation kdf() throws MalformedStructureException {
        String type = "";
        String hash = "";
        long iterations = 0;
        long passes = 0;
        long memoryKib = 0;
        int lanes = 0;
        HeaderBytes salt = HeaderBytes.NONE;
        json.open();
        while (json.next()) {
            switch (json.name()) {
                case "type" -> type = json.text();
                case "hash" -> hash = json.text();
                case "iterations" -> iterations = json.number(1, MAX_U32);
                case "time" -> passes = json.number(1, Integer.MAX_VALUE);
                case "memory" -> memoryKib = json.number(1, Integer.MAX_VALUE);
                case "cpus" -> lanes = (int) json.number(1, LuksLimits.MAX_LANES);
                case "salt" ->
                        salt = json.base64(LuksLimits.MIN_SALT_BYTES, LuksLimits.MAX_SALT_BYTES);
                default -> json.skip();
            }
        }
        Optional<Kdf> kdf =
                switch (type) {
                    case "pbkdf2" -> Optional.of(new Kdf.Pbkdf2(hash, iterations));
                    case "argon2i" ->
                            Optional.of(
                                    new Kdf.Argon2(Kdf.Variant.ARGON2I, memoryKib, passes, lanes));
                    case "argon2id" ->
                            Optional.of(
                                    new Kdf.Argon2(Kdf.Variant.ARGON2ID, memoryKib, passes, lanes));
                    default -> Optional.empty();
                };
        boolean whole =
                switch (type) {
                    case "pbkdf2" -> iterations > 0;
                    case "argon2i", "argon2id" ->
                            passes > 0
                                    && lanes > 0
                                    && memoryKib >= (long) lanes * LuksLimits.MIN_KIB_PER_LANE;
                    default -> true;
                };
        if (kdf.isPresent() && (!whole || salt.length() == 0)) {
            throw json.malformed(
                    Reason.OUT_OF_RANGE, "is %s, expected salt and costs".formatted(kdf.get()));
        }
        return new Luks2Document.Derivation(type, kdf, salt);
    }

    private Luks2Document.Segment segment() throws MalformedStructureException {
        String type = "";
        long offset = 0;
        OptionalLong sizeBytes = OptionalLong.empty();
        long ivTweak = 0;
        String encryption = "";
        int sectorBytes = 0;
        String integrity = "";
        json.open();
        while (json.next()) {
            switch (json.name()) {
                case "type" -> type = json.text();
                case "offset" -> offset = json.decimal(MAX_OFFSET);
                case "size" -> sizeBytes = sizeOrDynamic();
                case "iv_tweak" -> ivTweak = json.decimal(MAX_OFFSET);
                case "encryption" -> encryption = json.text();
                case "sector_size" -> sectorBytes = (int) json.number(512, 4096);
                case "integrity" -> integrity = integrity();
                default -> json.skip();
            }
        }
        return new Luks2Document.Segment(
                type, offset, sizeBytes, ivTweak, encryption, sectorBytes, integrity);
    }

    private OptionalLong sizeOrDynamic() throws MalformedStructureException {
        return json.text().equals("dynamic")
                ? OptionalLong.empty()
                : OptionalLong.of(json.decimal(MAX_OFFSET));
    }

    private String integrity() throws MalformedStructureException {
        String type = "unnamed";
        json.open();
        while (json.next()) {
            if (json.name().equals("type")) {
                type = json.text();
            } else {
                json.skip();
            }
        }
        return type;
    }

    private Luks2Document.Digest digest() throws MalformedStructureException {
        String type = "";
        List<Integer> keyslots = List.of();
        List<Integer> segments = List.of();
        String hash = "";
        long iterations = 1;
        HeaderBytes salt = HeaderBytes.NONE;
        HeaderBytes digest = HeaderBytes.NONE;
        json.open();
        while (json.next()) {
            switch (json.name()) {
                case "type" -> type = json.text();
                case "keyslots" -> keyslots = json.indexes();
                case "segments" -> segments = json.indexes();
                case "hash" -> hash = json.text();
                case "iterations" -> iterations = json.number(1, MAX_U32);
                case "salt" -> salt = json.base64(1, LuksLimits.MAX_SALT_BYTES);
                case "digest" ->
                        digest = json.base64(LuksHash.SHA1.bytes(), LuksHash.SHA512.bytes());
                default -> json.skip();
            }
        }
        return new Luks2Document.Digest(type, keyslots, segments, hash, iterations, salt, digest);
    }

    /** Returns the length of the keyslots' area. */
    private long config(List<String> requirements) throws MalformedStructureException {
        long keyslotsBytes = 0;
        json.open();
        while (json.next()) {
            switch (json.name()) {
                case "json_size" -> {
                    if (json.decimal(LuksLimits.MAX_JSON_BYTES) != areaBytes) {
                        throw json.malformed(
                                Reason.OUT_OF_RANGE, "is another, expected " + areaBytes);
                    }
                }
                case "keyslots_size" -> keyslotsBytes = json.decimal(MAX_KEYSLOTS_BYTES);
                case "requirements" -> {
                    json.open();
                    while (json.next()) {
                        if (json.name().equals("mandatory")) {
                            requirements.addAll(json.texts());
                        } else {
                            json.skip();
                        }
                    }
                }
                default -> json.skip();
            }
        }
        return keyslotsBytes;
    }
}
