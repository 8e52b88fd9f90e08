package dev.yagura.kernel.linux.wait;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.TaskStruct;
import dev.yagura.kernel.linux.fs.HeldFiles;
import dev.yagura.kernel.linux.fs.HeldFiles.HeldFile;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.Sockets;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The structures by which the kernel finds whom to wake, and so tasks that no list has.
 *
 * <p>A walk keeps what it met: each structure is read once, however many tasks lead to it. What
 * cannot be read, or is not in this kernel, is told to the sink, kind by kind, and the rest is read
 * on. An entry of a wait queue is taken for a task's only where its function is one of the kernel's
 * that wake a task. Not safe for concurrent use.
 */
public final class WaitStructures {
    /** What a file that cannot be read may have been. */
    private static final Set<WaitKind> BEHIND_FILES =
            EnumSet.of(WaitKind.PIPE, WaitKind.SOCKET, WaitKind.EPOLL, WaitKind.TERMINAL);

    private final Linux linux;
    private final StructViews views;
    private final WaitSink sink;
    private final Chains chains;
    private final WaitQueues queues;
    private final Terminals terminals;
    private final Futexes futexes;
    private final FileQueues files;
    private final HeldFiles held;

    /** A socket; {@code include/net/sock.h}. */
    @KernelStruct("sock")
    interface WaitedSock extends StructView {
        /** Returns the address of its {@code struct socket_wq}, 0 for one that nobody has open. */
        @KernelField("sk_wq")
        long queueGva();
    }

    /**
     * Prepares to walk.
     *
     * @param sink receives what is found, during each walk
     * @throws IOException if this kernel's wait queues or files are of another form
     */
    public WaitStructures(Linux linux, WaitSink sink) throws IOException {
        this.linux = linux;
        this.views = linux.views();
        this.sink = sink;
        this.chains = new Chains(linux, sink);
        this.queues = new WaitQueues(linux, chains, sink);
        this.terminals = new Terminals(linux, chains, queues);
        this.futexes = new Futexes(linux, chains, sink);
        this.files = new FileQueues(linux, chains, queues, terminals);
        this.held = new HeldFiles(linux);
    }

    /**
     * Walks what is found without a task: the futexes that processes share, terminals, the sockets
     * in the kernel's tables.
     *
     * @throws IOException if the memory source fails
     */
    public void ofKernel() throws IOException {
        chains.attempt(WaitKind.FUTEX, "futexes", futexes::shared);
        chains.attempt(WaitKind.TERMINAL, "terminals", terminals::ofDrivers);
        chains.attempt(WaitKind.SOCKET, "sockets", this::listedSockets);
    }

    /**
     * Walks what is found by a task: the queues behind its files, and of its process the queue of
     * those who wait for children, and the futexes that it has for itself.
     *
     * @throws IOException if the memory source fails
     */
    public void of(TaskStruct task) throws IOException {
        String process = "process %d".formatted(task.pid());
        if (task.signalGva() != 0) {
            chains.attempt(
                    WaitKind.CHILD,
                    process,
                    () ->
                            queues.walk(
                                    WaitKind.CHILD,
                                    task.signalGva()
                                            + views.offsetOf("signal_struct", "wait_chldexit")));
        }
        if (task.mmGva() != 0) {
            chains.attempt(WaitKind.FUTEX, process, () -> futexes.of(task.mmGva()));
        }
        if (task.filesGva() != 0) {
            Partial<HeldFile> open = held.of(task);
            for (HeldFile file : open.items()) {
                files.walk(file);
            }
            for (Partial.Missing gap : open.missing()) {
                BEHIND_FILES.forEach(kind -> sink.missing(kind, gap.what(), gap.why()));
            }
        }
    }

    private void listedSockets() throws IOException {
        Listing<Long> sockets = new Sockets(linux).inTables();
        for (long sock : sockets.items()) {
            chains.attempt(WaitKind.SOCKET, "socket at 0x%x".formatted(sock), () -> socket(sock));
        }
        sockets.gaps().forEach(gap -> sink.missing(WaitKind.SOCKET, gap.what(), gap.why()));
    }

    private void socket(long sock) throws IOException {
        long queue = views.at(WaitedSock.class, sock).queueGva();
        if (queue != 0) {
            queues.walk(WaitKind.SOCKET, queue + views.offsetOf("socket_wq", "wait"));
        }
    }
}
