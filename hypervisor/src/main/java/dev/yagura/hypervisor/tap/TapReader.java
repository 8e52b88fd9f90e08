package dev.yagura.hypervisor.tap;

import dev.yagura.syscall.StopSignals;
import java.io.IOException;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Reads the sockets of one tap into its queue, by a thread that waits for nothing else: while they
 * are not read, the guest stands still. So Ctrl-Z at a terminal does not stop this process any
 * more.
 */
final class TapReader {
    private final FrameQueue queue;
    private final Selector selector;
    private final Queue<TappedInterface> added = new ConcurrentLinkedQueue<>();
    private final List<TappedInterface> reading = new ArrayList<>();
    private volatile boolean complete;
    private volatile boolean stopped;

    private TapReader(FrameQueue queue, Selector selector) {
        this.queue = queue;
        this.selector = selector;
    }

    static TapReader start(FrameQueue queue) throws IOException {
        int ignored = StopSignals.ignore();
        if (ignored < 0) {
            throw new IOException("tap: signal(2) fails with error " + -ignored);
        }
        TapReader reader = new TapReader(queue, Selector.open());
        Thread.ofPlatform().daemon().name("yagura-tap").start(reader::run);
        return reader;
    }

    /** Adds an interface, which is read at once. */
    void add(TappedInterface tapped) {
        added.add(tapped);
        selector.wakeup();
    }

    /** Says that no more are added: once QEMU has closed all of them, this ends by itself. */
    void complete() {
        complete = true;
        selector.wakeup();
    }

    /** Lets an interface tell the directions of its frames. */
    void follow(TappedInterface tapped) {
        tapped.follow();
        selector.wakeup();
    }

    /** Closes the sockets, whatever they hold. */
    void stop() {
        stopped = true;
        selector.wakeup();
    }

    private void run() {
        try (selector) {
            while (!stopped && !(complete && added.isEmpty() && reading.isEmpty())) {
                selector.select();
                selector.selectedKeys().clear();
                read();
            }
            queue.end();
        } catch (IOException e) {
            queue.fail(e);
        } catch (RuntimeException | Error e) {
            queue.fail(new IOException("tap: " + e, e));
        } finally {
            closeAll();
        }
    }

    private void read() throws IOException {
        for (TappedInterface next = added.poll(); next != null; next = added.poll()) {
            reading.add(next); // first of all, so that it is closed in any case
            next.register(selector);
        }
        for (TappedInterface tapped : List.copyOf(reading)) {
            if (!tapped.read(queue)) {
                reading.remove(tapped);
                tapped.close();
            }
        }
    }

    private void closeAll() {
        stopped = true;
        reading.addAll(added);
        for (TappedInterface tapped : reading) {
            try {
                tapped.close();
            } catch (IOException e) {
                queue.fail(e); // a socket that cannot be closed: nothing more can be done
            }
        }
    }
}
