package dev.yagura.kernel.isf;

/** Bounds on an ISF file, each with the reason for its value. */
final class IsfLimits {
    /** Largest file: dwarf2json's for a distribution kernel is 20 to 60 MB. */
    static final long MAX_BYTES = 512L << 20;

    /** Deepest nesting of JSON: a type is nested once for each pointer and array around it. */
    static final int MAX_DEPTH = 64;

    /** Longest string: the constant data of a symbol, in base64. */
    static final int MAX_STRING = 1 << 20;

    /** Longest name of a property: symbols and types are named by properties. */
    static final int MAX_NAME = 4096;

    /** Most types, enumerations and base types together; a kernel has about 20,000. */
    static final int MAX_TYPES = 1 << 20;

    /** Most fields of all types together; a kernel has about 100,000. */
    static final int MAX_FIELDS = 1 << 22;

    /** Most symbols, as for kallsyms. */
    static final int MAX_SYMBOLS = 1 << 21;

    private IsfLimits() {}
}
