package dev.yagura.kernel.isf;

/** Bounds on an ISF file, each with the reason for its value. */
final class IsfLimits {
    /** Largest file: dwarf2json's for a distribution kernel is 20 to 70 MB. */
    static final long MAX_BYTES = 256L << 20;

    /** Deepest nesting of JSON: a type is nested once for each pointer and array around it. */
    static final int MAX_DEPTH = 64;

    /** Longest string: the constant data of a symbol, in base64. */
    static final int MAX_STRING = 1 << 20;

    /** Longest name of a property: symbols and types are named by properties. */
    static final int MAX_NAME = 4096;

    /** Most types, enumerations and base types together; a kernel has about 20,000. */
    static final int MAX_TYPES = 1 << 18;

    /** Most fields and constants of all types together; a kernel has about 150,000. */
    static final int MAX_FIELDS = 1 << 20;

    /** Most symbols; a kernel has about 200,000. */
    static final int MAX_SYMBOLS = 1 << 20;

    private IsfLimits() {}
}
