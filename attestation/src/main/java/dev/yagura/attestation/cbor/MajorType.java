package dev.yagura.attestation.cbor;

/** Major types, the top three bits of an item's first byte (RFC 8949, "Major Types"). */
enum MajorType {
    UNSIGNED(0, "unsigned number"),
    NEGATIVE(1, "negative number"),
    BYTES(2, "byte string"),
    TEXT(3, "text string"),
    ARRAY(4, "array"),
    MAP(5, "map"),
    TAG(6, "tag"),
    SIMPLE(7, "simple value");

    private static final int SHIFT = 5;

    private final int number;
    private final String label;

    MajorType(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** Returns the specification's word. */
    String label() {
        return label;
    }

    /** Returns the type that the first byte of an item names. */
    static MajorType of(int initialByte) {
        return switch (initialByte >>> SHIFT) {
            case 0 -> UNSIGNED;
            case 1 -> NEGATIVE;
            case 2 -> BYTES;
            case 3 -> TEXT;
            case 4 -> ARRAY;
            case 5 -> MAP;
            case 6 -> TAG;
            default -> SIMPLE;
        };
    }

    /** Returns the first byte of an item of this type, with its low five bits clear. */
    int initialByte() {
        return number << SHIFT;
    }
}
