package dev.yagura.sandbox.fuse;

import java.util.Optional;

/** What the kernel may ask: {@code enum fuse_opcode}. */
enum Opcode {
    LOOKUP(1),
    FORGET(2),
    GETATTR(3),
    SETATTR(4),
    READLINK(5),
    SYMLINK(6),
    MKNOD(8),
    MKDIR(9),
    UNLINK(10),
    RMDIR(11),
    RENAME(12),
    LINK(13),
    OPEN(14),
    READ(15),
    WRITE(16),
    STATFS(17),
    RELEASE(18),
    SETXATTR(21),
    GETXATTR(22),
    LISTXATTR(23),
    REMOVEXATTR(24),
    INIT(26),
    OPENDIR(27),
    READDIR(28),
    RELEASEDIR(29),
    CREATE(35),
    INTERRUPT(36),
    DESTROY(38),
    IOCTL(39),
    BATCH_FORGET(42),
    FALLOCATE(43),
    RENAME2(45),
    COPY_FILE_RANGE(47),
    TMPFILE(51);

    private static final Opcode[] BY_NUMBER = byNumber();

    private final int number;

    Opcode(int number) {
        this.number = number;
    }

    private static Opcode[] byNumber() {
        Opcode[] opcodes = new Opcode[TMPFILE.number + 1];
        for (Opcode opcode : values()) {
            opcodes[opcode.number] = opcode;
        }
        return opcodes;
    }

    /** Returns the code of this number; empty for those that are not answered here. */
    static Optional<Opcode> of(int number) {
        return number >= 0 && number < BY_NUMBER.length
                ? Optional.ofNullable(BY_NUMBER[number])
                : Optional.empty();
    }

    /** Returns whether the kernel waits for an answer. */
    boolean isAnswered() {
        return this != FORGET && this != BATCH_FORGET && this != INTERRUPT;
    }
}
