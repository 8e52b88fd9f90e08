package dev.yagura.channel.plan9;

import dev.yagura.storage.file.FileType;
import java.util.Optional;

/**
 * What tells a file from all others of a server.
 *
 * @param type what it is, as far as the protocol cares
 * @param version 0: nothing is written
 * @param path its number
 */
record Qid(int type, int version, long path) {
    /** Length of a qid in a message. */
    static final int BYTES = 13;

    private static final int DIRECTORY = 0x80;
    private static final int SYMBOLIC_LINK = 0x02;
    private static final int FILE = 0;

    /** Returns the qid of a file of this number. */
    static Qid of(Optional<FileType> type, long number) {
        int bits =
                switch (type.orElse(FileType.REGULAR)) {
                    case DIRECTORY -> DIRECTORY;
                    case SYMBOLIC_LINK -> SYMBOLIC_LINK;
                    case REGULAR, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> FILE;
                };
        return new Qid(bits, 0, number);
    }
}
