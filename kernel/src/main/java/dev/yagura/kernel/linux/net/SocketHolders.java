package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.Tasks;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds which processes have sockets open, by their tables of open files.
 *
 * <p>Whether a file is a socket is told by its inode being the one around its {@code struct
 * socket}, so neither the file's operations nor its mode are trusted.
 */
final class SocketHolders {
    /** {@code sysctl_nr_open} as the kernel sets it, include/linux/fs.h and fs/file.c. */
    private static final long MAX_FILES = 1 << 20;

    /** Files of a table that may be none; one with more is no table at all. */
    private static final int MAX_UNREADABLE = 64;

    private static final int CHUNK_FILES = 4096 / Long.BYTES;

    private final Linux linux;
    private final StructViews views;
    private final Gaps gaps;
    private final long inodeInSocket;
    private final Map<Long, List<Socket.Holder>> holders = new LinkedHashMap<>();
    private final Map<Long, Long> sockets = new HashMap<>();

    SocketHolders(Linux linux, Gaps gaps) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.gaps = gaps;
        this.inodeInSocket = views.offsetOf("socket_alloc", "vfs_inode");
    }

    /** A table of open files; {@code include/linux/fdtable.h}. */
    @KernelStruct("files_struct")
    interface Files extends StructView {
        @KernelField("fdt->max_fds")
        long count() throws IOException;

        @KernelField("fdt->fd")
        long filesGva() throws IOException;
    }

    /** An open file; {@code include/linux/fs.h}. */
    @KernelStruct("file")
    interface OpenFile extends StructView {
        @KernelField("f_inode")
        long inodeGva();

        @KernelField("private_data")
        long privateGva();
    }

    /**
     * Returns the holders of each socket, by the address of its {@code struct sock}.
     *
     * <p>All threads are asked: one may have left the table of its process.
     */
    Map<Long, List<Socket.Holder>> find() throws IOException {
        Tasks tasks = linux.tasks();
        for (TaskStruct process : gaps.items(tasks.walkProcesses())) {
            Set<Long> seen = new HashSet<>();
            gaps.read(
                    "threads of " + process,
                    () -> {
                        for (TaskStruct thread : gaps.items(tasks.walkThreads(process))) {
                            if (thread.filesGva() != 0 && seen.add(thread.filesGva())) {
                                read(thread);
                            }
                        }
                        return null;
                    });
        }
        return holders;
    }

    private void read(TaskStruct thread) throws IOException {
        String what = "open files of process %d".formatted(thread.tgid());
        gaps.read(
                what,
                () -> {
                    Files files = views.at(Files.class, thread.filesGva());
                    long count = files.count();
                    if (count > MAX_FILES) {
                        gaps.add(
                                what,
                                "has room for %d files, expected %d at most"
                                        .formatted(count, MAX_FILES));
                        count = MAX_FILES;
                    }
                    read(what, thread, files.filesGva(), (int) count);
                    return null;
                });
    }

    private void read(String what, TaskStruct thread, long array, int count) throws IOException {
        int unreadable = 0;
        for (int first = 0; first < count; first += CHUNK_FILES) {
            int length = Math.min(CHUNK_FILES, count - first);
            byte[] bytes =
                    views.kernel()
                            .memory()
                            .bytes(array + (long) first * Long.BYTES, length * Long.BYTES);
            ByteBuffer pointers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < length; i++) {
                long file = pointers.getLong(i * Long.BYTES);
                if (file != 0) {
                    Long sock = sock(file, thread);
                    if (sock == null && ++unreadable == MAX_UNREADABLE) {
                        gaps.add(
                                what,
                                "%d up to file %d cannot be read, and those behind it are not"
                                        .formatted(MAX_UNREADABLE, first + i));
                        return;
                    }
                    if (sock != null && sock != 0) {
                        holders.computeIfAbsent(sock, _ -> new ArrayList<>())
                                .add(new Socket.Holder(thread.tgid(), thread.comm(), first + i));
                    }
                }
            }
        }
    }

    /** Returns the socket that a file is, 0 if it is none, null if that cannot be told. */
    private @Nullable Long sock(long fileGva, TaskStruct thread) throws IOException {
        Long known = sockets.get(fileGva);
        if (known != null) {
            return known;
        }
        Long sock =
                gaps.read(
                        "file at 0x%x of process %d".formatted(fileGva, thread.tgid()),
                        () -> {
                            OpenFile file = views.at(OpenFile.class, fileGva);
                            long socket = file.privateGva();
                            return socket == 0 || file.inodeGva() != socket + inodeInSocket
                                    ? 0L
                                    : views.at(Sock.Inode.class, socket).sockGva();
                        });
        if (sock != null) {
            sockets.put(fileGva, sock);
        }
        return sock;
    }
}
