package dev.yagura.sandbox.fuse;

import dev.yagura.storage.posix.Errno;
import dev.yagura.storage.posix.ErrnoException;
import dev.yagura.syscall.ErrorNumbers;
import dev.yagura.syscall.FileDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The kernel's questions about one mount, answered by some threads until it is unmounted. */
final class FuseConnection {
    private static final int MAJOR = 7;

    /** That of Linux 5.4; all that is answered here is older. */
    private static final int MINOR = 31;

    private static final int OLDEST_MINOR = 28;
    private static final int ASYNC_READ = 1;
    private static final int PARALLEL_DIROPS = 1 << 18;
    private static final int MAX_PAGES = 1 << 22;
    private static final int CACHE_SYMLINKS = 1 << 23;
    private static final int WANTED = ASYNC_READ | PARALLEL_DIROPS | MAX_PAGES | CACHE_SYMLINKS;

    /** Longest read, and how much of a file is read ahead. */
    static final int MAX_READ_BYTES = 1 << 18;

    private static final int PAGE_BYTES = 4096;
    private static final int MAX_WRITE_BYTES = 4096;
    private static final int MAX_BACKGROUND = 64;

    /** The kernel insists on room for the longest write, and on 8 KiB. */
    private static final int REQUEST_BYTES = 1 << 16;

    private static final int REPLY_BYTES = MAX_READ_BYTES + PAGE_BYTES;
    private static final int THREADS = 4;

    /** {@code struct fuse_forget_one}. */
    private static final int FORGET_BYTES = 16;

    /** What it is called where there is no file to name. */
    static final String DEVICE = "/dev/fuse";

    private final int device;
    private final FileAnswers answers;
    private final Losses losses;
    private final CountDownLatch running = new CountDownLatch(THREADS);
    private volatile boolean unmounted;

    /**
     * Takes over a device that is mounted.
     *
     * @param device the descriptor of {@link #DEVICE}
     * @param losses are told what goes wrong with the connection itself
     */
    FuseConnection(int device, FileAnswers answers, Losses losses) {
        this.device = device;
        this.answers = answers;
        this.losses = losses;
    }

    /** Starts to answer. */
    void start() {
        for (int i = 0; i < THREADS; i++) {
            Thread.ofPlatform().daemon().name("yagura-fuse-" + i).start(this::serve);
        }
    }

    /** Waits until nothing is answered any more. */
    void await() throws InterruptedException {
        running.await();
    }

    /** Waits so long at most; returns whether that is so. */
    boolean await(long seconds) throws InterruptedException {
        return running.await(seconds, TimeUnit.SECONDS);
    }

    /** Returns whether the kernel has ended this, and not a failure on this side. */
    boolean isUnmounted() {
        return unmounted;
    }

    private void serve() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(FileDescriptors.CALL_STATE);
            MemorySegment in = arena.allocate(REQUEST_BYTES, Long.BYTES);
            FuseReply reply = new FuseReply(arena.allocate(REPLY_BYTES, Long.BYTES));
            while (true) {
                long length = FileDescriptors.read(state, device, in);
                if (length == -ErrorNumbers.ENODEV) {
                    unmounted = true;
                    return;
                }
                if (length == -ErrorNumbers.EINTR
                        || length == -ErrorNumbers.EAGAIN
                        || length == -ErrorNumbers.ENOENT) {
                    continue; // the question was taken back
                }
                if (length < 0) {
                    losses.add(DEVICE, "cannot be read, error number " + -length);
                    return;
                }
                if (isAnswered(in.asSlice(0, length), reply)) {
                    // What was asked by a process that is gone needs no answer, and takes none.
                    FileDescriptors.write(state, device, reply.done());
                }
            }
        } finally {
            running.countDown();
        }
    }

    /** Puts the answer together; returns false for what wants none. */
    private boolean isAnswered(MemorySegment question, FuseReply reply) {
        FuseRequest request;
        try {
            request = FuseRequest.parse(question.asByteBuffer());
        } catch (ErrnoException e) {
            losses.add(DEVICE, String.valueOf(e.getMessage()));
            return false; // it says not even which question it is
        }
        try {
            return isAnswered(request, reply);
        } catch (ErrnoException e) {
            losses.add(DEVICE, String.valueOf(e.getMessage()));
            reply.fail(e.errno());
        } catch (RuntimeException | Error e) {
            // A bug in a reader, or no memory for it. Without an answer the program that asked
            // would hang, and whoever looks for it; without this thread, those that come later.
            answers.lost(request, e);
            reply.fail(Errno.EIO);
        }
        return request.opcode().map(Opcode::isAnswered).orElse(true);
    }

    private boolean isAnswered(FuseRequest request, FuseReply reply) throws ErrnoException {
        reply.begin(request.unique());
        if (request.opcode().isEmpty()) {
            reply.fail(Errno.ENOSYS);
            return true;
        }
        Opcode opcode = request.opcode().get();
        switch (opcode) {
            case FORGET -> answers.forget(request.node(), request.u64(0));
            case BATCH_FORGET -> {
                int count = request.u32(0, request.body().limit() / FORGET_BYTES);
                for (int i = 0; i < count; i++) {
                    answers.forget(
                            request.u64(8 + i * FORGET_BYTES), request.u64(16 + i * FORGET_BYTES));
                }
            }
            case INTERRUPT -> {} // what is under way ends by itself
            case INIT -> initialize(request, reply);
            default -> answers.answer(request, opcode, reply);
        }
        return opcode.isAnswered();
    }

    /** Agrees upon a version: {@code struct fuse_init_in} and {@code fuse_init_out}. */
    private static void initialize(FuseRequest request, FuseReply reply) throws ErrnoException {
        int major = request.u32(0);
        int minor = request.u32(4);
        if (major < MAJOR || (major == MAJOR && minor < OLDEST_MINOR)) {
            reply.fail(Errno.EPROTO);
            return;
        }
        reply.u32(MAJOR).u32(MINOR);
        if (major > MAJOR) {
            reply.zeros(14 * Integer.BYTES);
            return; // the kernel asks once more, in our version
        }
        reply.u32(request.u32(8)).u32(request.u32(12) & WANTED);
        reply.u16(MAX_BACKGROUND).u16(MAX_BACKGROUND * 3 / 4).u32(MAX_WRITE_BYTES).u32(1);
        reply.u16(MAX_READ_BYTES / PAGE_BYTES).u16(0).zeros(8 * Integer.BYTES);
    }

    /** Returns an exception that says what an error number of the device's means. */
    static IOException refused(String what, int error) {
        String why =
                switch (error) {
                    case ErrorNumbers.EPERM, ErrorNumbers.EACCES ->
                            "this needs the right to mount: root, or CAP_SYS_ADMIN";
                    case ErrorNumbers.ENOENT, ErrorNumbers.ENODEV ->
                            "this kernel has no FUSE (modprobe fuse)";
                    default -> "error number " + error;
                };
        return new IOException("%s: %s".formatted(what, why));
    }
}
