package dev.yagura.storage.block.luks;

/** Bounds on what a header may say. */
final class LuksLimits {
    /** "LUKS_STRIPES" of the LUKS On-Disk Format Specification; no tool makes any other number. */
    static final int STRIPES = 4000;

    /** Longest accepted JSON area: the largest header of the LUKS2 specification is 4 MiB. */
    static final int MAX_JSON_BYTES = 4 << 20;

    /** Deepest nesting in the specification's JSON is 5; tokens may have their own. */
    static final int MAX_JSON_DEPTH = 32;

    /** Salts and digests are base64 of at most 64 bytes; only tokens may have longer texts. */
    static final int MAX_JSON_TEXT_CHARS = 1 << 20;

    /** Keyslots, segments, digests: cryptsetup's own bounds are 32, 32 and 8. */
    static final int MAX_OBJECTS = 32;

    /** Longest salt and longest digest, in bytes; cryptsetup's salts have 32. */
    static final int MAX_SALT_BYTES = 64;

    /** Shortest salt that Argon2 takes, in bytes: RFC 9106, "Argon2 Inputs and Outputs". */
    static final int MIN_SALT_BYTES = 8;

    /** Most threads that {@code cryptsetup(8)} lets {@code --pbkdf-parallel} be. */
    static final int MAX_LANES = 4;

    /** Argon2 needs 8 KiB for each lane: RFC 9106, "Argon2 Inputs and Outputs". */
    static final int MIN_KIB_PER_LANE = 8;

    /** A key of AES-XTS has at most 64 bytes, and no cipher of dm-crypt a longer one. */
    static final int MAX_KEY_BYTES = 64;

    private LuksLimits() {}
}
