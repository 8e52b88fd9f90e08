package dev.yagura.syscall;

/** Error numbers of Linux, by their names in errno(3). */
public final class ErrorNumbers {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int ENODEV = 19;
    public static final int ENOSYS = 38;

    private ErrorNumbers() {}
}
