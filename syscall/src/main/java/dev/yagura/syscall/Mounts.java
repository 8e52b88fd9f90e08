package dev.yagura.syscall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Mounts, and whom they belong to. */
public final class Mounts {
    public static final long MS_RDONLY = 1;
    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;
    public static final long MS_NOEXEC = 8;
    public static final long MS_REC = 0x4000;
    public static final long MS_PRIVATE = 0x40000;

    public static final int MNT_DETACH = 2;

    private static final int CLONE_NEWNS = 0x20000;

    private static final MethodHandle UNSHARE =
            LibraryCall.handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle MOUNT =
            LibraryCall.handle(
                    "mount",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle UMOUNT2 =
            LibraryCall.handle("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETEUID =
            LibraryCall.handle("geteuid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle GETEGID =
            LibraryCall.handle("getegid", FunctionDescriptor.of(JAVA_INT));

    private Mounts() {}

    /**
     * Gives the calling thread, and processes that it starts from now on, a name space of mounts of
     * its own, a copy of what it had; see unshare(2).
     *
     * @return 0, or the negated error number
     */
    public static int unshare() {
        return LibraryCall.once((_, state) -> (int) UNSHARE.invokeExact(state, CLONE_NEWNS));
    }

    /**
     * Mounts a filesystem; see mount(2).
     *
     * @return 0, or the negated error number
     */
    public static int mount(String source, String target, String type, long flags, String data) {
        return LibraryCall.once((arena, state) ->
                (int)
                        MOUNT.invokeExact(
                                state,
                                arena.allocateFrom(source),
                                arena.allocateFrom(target),
                                arena.allocateFrom(type),
                                flags,
                                arena.allocateFrom(data)));
    }

    /**
     * Unmounts a filesystem; see umount2(2).
     *
     * @return 0, or the negated error number
     */
    public static int unmount(String target, int flags) {
        return LibraryCall.once((arena, state) ->
                (int) UMOUNT2.invokeExact(state, arena.allocateFrom(target), flags));
    }

    /** Returns this process's effective user, unsigned. */
    public static int user() {
        return LibraryCall.once((_, state) -> unsigned((int) GETEUID.invokeExact(state)));
    }

    /** Returns this process's effective group, unsigned. */
    public static int group() {
        return LibraryCall.once((_, state) -> unsigned((int) GETEGID.invokeExact(state)));
    }

    /** These two cannot fail, and a number from 2^31 on is no error. */
    private static long unsigned(int number) {
        return Integer.toUnsignedLong(number);
    }
}
