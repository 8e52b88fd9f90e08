package dev.yagura.storage.block.crypt;

import java.util.Optional;

/**
 * How the number of a sector becomes the initialisation vector of its encryption, in the words of
 * Linux's dm-crypt.
 */
public enum SectorIv {
    /** 32 bits, little-endian, then zeros; sectors from 2^32 on repeat the vectors. */
    PLAIN("plain"),
    /** 64 bits, little-endian, then zeros. */
    PLAIN64("plain64"),
    /** 64 bits, big-endian, after zeros. */
    PLAIN64BE("plain64be");

    private final String name;

    SectorIv(String name) {
        this.name = name;
    }

    /** Returns the generator of that name, if this reader has it. */
    public static Optional<SectorIv> of(String name) {
        for (SectorIv iv : values()) {
            if (iv.name.equals(name)) {
                return Optional.of(iv);
            }
        }
        return Optional.empty();
    }

    /** Returns the vector's bytes 0 to 7 as a little-endian number. */
    long low(long sector) {
        return switch (this) {
            case PLAIN -> sector & 0xFFFF_FFFFL;
            case PLAIN64 -> sector;
            case PLAIN64BE -> 0;
        };
    }

    /** Returns the vector's bytes 8 to 15 as a little-endian number. */
    long high(long sector) {
        return this == PLAIN64BE ? Long.reverseBytes(sector) : 0;
    }
}
