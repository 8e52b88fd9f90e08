package dev.yagura.storage.posix;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.file.FileGoneException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Error numbers of Linux: {@code asm-generic/errno-base.h} and {@code asm-generic/errno.h}. Those
 * that reading files may end with; others become {@link #EIO}.
 */
public enum Errno {
    /** No such file or directory. */
    ENOENT(2),
    /** What holds the file fails, or is damaged. */
    EIO(5),
    /** No such open file. */
    EBADF(9),
    /** Too much is held already. */
    ENOMEM(12),
    /** Not allowed, as to open a device. */
    EACCES(13),
    /** Not a directory. */
    ENOTDIR(20),
    /** Is a directory. */
    EISDIR(21),
    /** Makes no sense for this file. */
    EINVAL(22),
    /** Too many open files. */
    EMFILE(24),
    /** Nothing here can be written. */
    EROFS(30),
    /** The buffer is too small. */
    ERANGE(34),
    /** A name is too long. */
    ENAMETOOLONG(36),
    /** No such function. */
    ENOSYS(38),
    /** Too many symbolic links, or too deep. */
    ELOOP(40),
    /** No such attribute. */
    ENODATA(61),
    /** The protocol was broken. */
    EPROTO(71),
    /** Known and not done. */
    EOPNOTSUPP(95),
    /** The file was deleted by a guest that runs on. */
    ESTALE(116);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** Returns the number, positive. */
    public int number() {
        return number;
    }

    /** Returns the error of this number; {@link #EIO} for one that is not listed here. */
    public static Errno of(int number) {
        return Arrays.stream(values())
                .filter(errno -> errno.number == number)
                .findFirst()
                .orElse(EIO);
    }

    /** Returns what a failure to read a file is called. */
    public static Errno of(IOException failure) {
        return switch (failure) {
            case ErrnoException known -> known.errno();
            case FileGoneException _ -> ESTALE;
            case MalformedStructureException malformed
                    when malformed.reason() == Reason.UNSUPPORTED ->
                    EOPNOTSUPP;
            default -> EIO;
        };
    }
}
