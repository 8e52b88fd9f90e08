package dev.yagura.kernel.linux.fs;

/** Kinds of files; {@code include/uapi/linux/stat.h}. */
public enum FileType {
    /** Regular file. */
    REGULAR("reg"),
    /** Directory. */
    DIRECTORY("dir"),
    /** Character device. */
    CHARACTER("chr"),
    /** Block device. */
    BLOCK("blk"),
    /** Pipe, named or not. */
    FIFO("fifo"),
    /** Symbolic link. */
    LINK("link"),
    /** Socket. */
    SOCKET("socket"),
    /** None of these: what has no file of its own, such as epoll, eventfd, BPF maps. */
    ANONYMOUS("anon");

    private final String label;

    FileType(String label) {
        this.label = label;
    }

    /** Returns the word for it. */
    public String label() {
        return label;
    }

    /**
     * Returns what a file is.
     *
     * @param mode {@code i_mode}
     * @param filesystem name of the type of its filesystem: since 6.16 inodes of the anonymous one
     *     say that they are regular files
     */
    static FileType of(int mode, String filesystem) {
        if (filesystem.equals("anon_inodefs") || filesystem.equals("pidfs")) {
            return ANONYMOUS;
        }
        return switch ((mode >>> 12) & 15) {
            case 1 -> FIFO;
            case 2 -> CHARACTER;
            case 4 -> DIRECTORY;
            case 6 -> BLOCK;
            case 8 -> REGULAR;
            case 10 -> LINK;
            case 12 -> SOCKET;
            default -> ANONYMOUS;
        };
    }
}
