package dev.yagura.channel.plan9;

/** Numbers of 9P2000.L that are in no other class. */
final class Plan9 {
    /** The one version that is spoken here. */
    static final String VERSION = "9P2000.L";

    /** What a server answers that does not know the version. */
    static final String UNKNOWN_VERSION = "unknown";

    /**
     * What the other end has to be asked for in TLS (ALPN); the protocol has no registered name.
     */
    static final String ALPN = "9P2000.L";

    /** Length, type and tag. */
    static final int HEADER_BYTES = 7;

    /** What an answer to {@code Tread} or {@code Treaddir} has beside the data. */
    static final int DATA_OVERHEAD_BYTES = HEADER_BYTES + Integer.BYTES;

    /** No client may ask for shorter messages: names of 255 bytes and their like must fit. */
    static final int MIN_MESSAGE_BYTES = 4096;

    /** Longest message before a length is agreed upon: {@code Tversion}. */
    static final int MAX_VERSION_BYTES = 64;

    /** The tag of {@code Tversion}. */
    static final int NO_TAG = 0xFFFF;

    /** Stands for no open file. */
    static final int NO_FID = -1;

    /** Most names in one {@code Twalk}: {@code MAXWELEM}. */
    static final int MAX_WALK_NAMES = 16;

    /** Access mode of {@code open(2)}; 0 is for reading alone. */
    static final int O_ACCMODE = 3;

    /** Flags of {@code open(2)} that change a file: {@code O_CREAT}, {@code O_TRUNC}. */
    static final int O_CHANGES = 0x40 | 0x200;

    private Plan9() {}
}
