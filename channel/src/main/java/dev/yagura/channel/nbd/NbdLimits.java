package dev.yagura.channel.nbd;

/** What one NBD connection may ask for. The names in brackets are sections of {@code proto.md}. */
public final class NbdLimits {
    /** Longest read in bytes: what a client may rely on without asking [Block size constraints]. */
    public static final int MAX_READ_BYTES = 1 << 25;

    /** Longest export name and other string in bytes [Values, string limits]. */
    public static final int MAX_NAME_BYTES = 4096;

    /** Longest data of an option or its reply in bytes: two names and some queries fit. */
    public static final int MAX_OPTION_BYTES = 1 << 15;

    /** Options in one negotiation; {@code nbdinfo --list} needs two for each export. */
    public static final int MAX_OPTIONS = 1024;

    /** Kinds of information or metadata contexts asked for at once. */
    public static final int MAX_QUERIES = 64;

    /** Extents in one answer to a block status request. */
    public static final int MAX_EXTENTS = 1024;

    /** Most bytes in one chunk of a reply by this server. */
    public static final int CHUNK_BYTES = 1 << 18;

    private NbdLimits() {}
}
