package dev.yagura.kernel.linux.wait;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Symbols;
import dev.yagura.kernel.linux.fs.HeldFiles.HeldFile;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the wait queues behind open files, by the operations that a file has: they say what its
 * {@code private_data} leads to.
 */
final class FileQueues {
    /**
     * Files that have their queues in what {@code private_data} leads to.
     *
     * @param operations name of their {@code struct file_operations}
     * @param struct what {@code private_data} leads to
     * @param queues the members of it that are a {@code wait_queue_head}
     */
    private record Kind(WaitKind waits, String operations, String struct, List<String> queues) {}

    private static final List<Kind> KINDS =
            List.of(
                    pipe("pipefifo_fops"),
                    new Kind(WaitKind.SOCKET, "socket_file_ops", "socket", List.of("wq.wait")),
                    new Kind(
                            WaitKind.EPOLL,
                            "eventpoll_fops",
                            "eventpoll",
                            List.of("wq", "poll_wait")));

    /** Pipes without a name have operations of their own since 6.15. */
    private static final String NAMELESS_PIPES = "pipeanon_fops";

    /** Operations of terminals: of all, and of {@code /dev/console}. */
    private static final List<String> TERMINALS = List.of("tty_fops", "console_fops");

    private final Map<Long, Walk> walks = new HashMap<>();

    /** Walks the queues of one kind of files. */
    private interface Walk {
        void from(long privateGva) throws IOException;
    }

    /** What a file of a terminal has; {@code include/linux/tty.h}. */
    @KernelStruct("tty_file_private")
    interface TerminalFile extends StructView {
        @KernelField("tty")
        long ttyGva();
    }

    /** Looks up what this kernel has of each kind; a kind that it lacks is told. */
    FileQueues(Linux linux, Chains chains, WaitQueues queues, Terminals terminals)
            throws IOException {
        StructViews views = linux.views();
        List<Kind> kinds = new ArrayList<>(KINDS);
        if (linux.kernel().symbols().address(NAMELESS_PIPES).isPresent()) {
            kinds.add(pipe(NAMELESS_PIPES));
        }
        for (Kind kind : kinds) {
            chains.attempt(
                    kind.waits(),
                    kind.operations(),
                    () ->
                            walks.put(
                                    Symbols.require(linux.kernel(), kind.operations()),
                                    ofKind(kind, views, queues)));
        }
        for (String operations : TERMINALS) {
            chains.attempt(
                    WaitKind.TERMINAL,
                    operations,
                    () ->
                            walks.put(
                                    Symbols.require(linux.kernel(), operations),
                                    ofTerminal(views, chains, terminals)));
        }
    }

    private static Kind pipe(String operations) {
        return new Kind(
                WaitKind.PIPE, operations, "pipe_inode_info", List.of("rd_wait", "wr_wait"));
    }

    private static Walk ofKind(Kind kind, StructViews views, WaitQueues queues) throws IOException {
        List<Long> offsets = new ArrayList<>();
        for (String queue : kind.queues()) {
            offsets.add(views.offsetOf(kind.struct(), queue));
        }
        return file -> {
            for (long offset : offsets) {
                queues.walk(kind.waits(), file + offset);
            }
        };
    }

    private static Walk ofTerminal(StructViews views, Chains chains, Terminals terminals) {
        return file ->
                chains.attempt(
                        WaitKind.TERMINAL,
                        "tty_file_private at 0x%x".formatted(file),
                        () -> terminals.walk(views.at(TerminalFile.class, file).ttyGva()));
    }

    /**
     * Walks the queues of a file, if it is of one of the kinds.
     *
     * @throws IOException if the memory source fails
     */
    void walk(HeldFile file) throws IOException {
        Walk walk = walks.get(file.operationsGva());
        if (walk != null && file.privateGva() != 0) {
            walk.from(file.privateGva());
        }
    }
}
