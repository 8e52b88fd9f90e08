package dev.yagura.sandbox.fuse;

import dev.yagura.syscall.Mounts;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work in a thread whose mounts are its own: what it mounts is seen by itself and by the processes
 * that it starts, and by nobody else of this host. It is gone when they are, however they end.
 */
public final class PrivateMounts {
    private static final String ROOT = "/";

    private PrivateMounts() {}

    /**
     * Does work in such a thread, and waits for it.
     *
     * @return what the work does
     * @throws IOException if this process may not have mounts of its own, or the work throws it
     */
    public static <T> T call(Callable<T> work) throws IOException {
        FutureTask<T> task =
                new FutureTask<>(() -> {
                    enter();
                    return work.call();
                });
        Thread thread = Thread.ofPlatform().name("yagura-mounts").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw rethrown(e);
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private static void enter() throws IOException {
        int result = Mounts.unshare();
        if (result == 0) {
            // Else what is mounted here would be mounted for this host as well.
            result = Mounts.mount("none", ROOT, "none", Mounts.MS_REC | Mounts.MS_PRIVATE, "");
        }
        if (result < 0) {
            throw FuseConnection.refused("a mount of the VM's files", -result);
        }
    }

    private static IOException rethrown(ExecutionException failed) {
        return switch (failed.getCause()) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> new IOException(failed);
        };
    }
}
