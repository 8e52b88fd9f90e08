package dev.yagura.kernel.linux.wait;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Walks wait queues, each once, and tells whom they wake; {@code include/linux/wait.h}.
 *
 * <p>From a queue that wakes an epoll instance the walk goes on to that instance's own.
 */
final class WaitQueues {
    private final Chains chains;
    private final WaitSink sink;
    private final WakeFunctions functions;
    private final long headAt;
    private final long entryAt;
    private final Set<Long> met = new HashSet<>();
    private final Deque<Queue> toWalk = new ArrayDeque<>();

    /** A {@code wait_queue_head}. */
    private record Queue(WaitKind kind, long gva) {}

    @KernelStruct("wait_queue_entry")
    interface Entry extends StructView {
        @KernelField("private")
        long privateGva();

        @KernelField("func")
        long functionGva();

        @KernelField("entry.next")
        long nextGva();
    }

    /** A task in poll or select; {@code include/linux/poll.h}. */
    @KernelStruct("poll_wqueues")
    interface Poller extends StructView {
        @KernelField("polling_task")
        long taskGva();
    }

    /** An entry by which a file wakes an epoll instance; {@code fs/eventpoll.c}. */
    @KernelStruct("eppoll_entry")
    interface EpollEntry extends StructView {
        @KernelField("base")
        long itemGva();
    }

    @KernelStruct("epitem")
    interface EpollItem extends StructView {
        @KernelField("ep")
        long eventpollGva();
    }

    /**
     * Prepares to walk.
     *
     * @throws IOException if this kernel's wait queues are of another form
     */
    WaitQueues(Linux linux, Chains chains, WaitSink sink) throws IOException {
        StructViews views = linux.views();
        this.chains = chains;
        this.sink = sink;
        this.functions = new WakeFunctions(linux.kernel());
        this.headAt = views.offsetOf("wait_queue_head", "head");
        this.entryAt = views.offsetOf("wait_queue_entry", "entry");
        views.require(Entry.class);
    }

    /**
     * Walks a queue and those of the epoll instances that it wakes; one that was walked before is
     * left out.
     *
     * @param queueGva address of the {@code wait_queue_head}
     * @throws IOException if the memory source fails
     */
    void walk(WaitKind kind, long queueGva) throws IOException {
        toWalk.add(new Queue(kind, queueGva));
        while (!toWalk.isEmpty()) {
            Queue queue = toWalk.remove();
            if (met.add(queue.gva())) {
                chains.walk(
                        queue.kind(),
                        queue.gva() + headAt,
                        (look, node) -> entry(queue.kind(), look, node));
            }
        }
    }

    private Chains.Node entry(WaitKind kind, StructViews views, long node) throws IOException {
        Entry entry = views.at(Entry.class, node - entryAt);
        return new Chains.Node(
                entry.nextGva(),
                () -> {
                    WakeFunctions.Woken woken = functions.of(entry.functionGva()).orElse(null);
                    if (woken != null) {
                        wakes(kind, views, entry, woken);
                    }
                });
    }

    private void wakes(WaitKind kind, StructViews views, Entry entry, WakeFunctions.Woken woken)
            throws IOException {
        switch (woken) {
            case TASK -> sink.waits(kind, entry.privateGva());
            case POLLER -> sink.waits(kind, views.at(Poller.class, entry.privateGva()).taskGva());
            case EPOLL -> {
                long around = entry.gva() - views.offsetOf("eppoll_entry", "wait");
                long item = views.at(EpollEntry.class, around).itemGva();
                long eventpoll = views.at(EpollItem.class, item).eventpollGva();
                toWalk.add(
                        new Queue(WaitKind.EPOLL, eventpoll + views.offsetOf("eventpoll", "wq")));
            }
        }
    }
}
