package dev.yagura.detect.files;

/** Where reading a guest's files ends, so that no disk can make a scan endless. */
public final class FileLimits {
    /** Files and directories of one tree; a desktop with everything has half a million. */
    public static final int MAX_FILES = 1 << 20;

    /**
     * Directories inside each other. {@code PATH_MAX} of 4096 allows 2048 with names of one byte.
     */
    public static final int MAX_DEPTH = 512;

    /** Symbolic links that one path may lead over, as in Linux ({@code MAXSYMLINKS}). */
    public static final int MAX_LINKS = 40;

    /** Bytes of one file that are read for a digest or a search. */
    public static final long MAX_CONTENT_BYTES = 4L << 30;

    /** Bytes of all files together that one scan reads: a disk of holes has no end otherwise. */
    public static final long MAX_TOTAL_BYTES = 1L << 40;

    /** Bytes of one file that is read as a whole, such as a configuration file. */
    public static final int MAX_WHOLE_BYTES = 16 << 20;

    /** Parts of a tree that could not be read, as far as they are told one by one. */
    public static final int MAX_GAPS = 1_000;

    private FileLimits() {}
}
