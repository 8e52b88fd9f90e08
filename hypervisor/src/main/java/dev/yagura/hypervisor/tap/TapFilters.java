package dev.yagura.hypervisor.tap;

import dev.yagura.hypervisor.qemu.Owner;
import dev.yagura.hypervisor.qmp.QmpException;
import dev.yagura.hypervisor.qmp.QmpException.Reason;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What one tap has in a QEMU. Filters are taken off in the order in which they were added, so that
 * no frame is seen by the first of two alone at the end; then the sockets.
 */
final class TapFilters {
    private final Owner owner;
    private final LongSupplier numbers;
    private final Deque<TapName> filters = new ArrayDeque<>();
    private final Deque<TapName> sockets = new ArrayDeque<>();

    /**
     * Prepares.
     *
     * @param numbers gives another number each time, in this process
     */
    TapFilters(Owner owner, LongSupplier numbers) {
        this.owner = owner;
        this.numbers = numbers;
    }

    /** A socket that QEMU has connected. */
    record Connected(TapName name, SocketChannel channel) {}

    /** Has QEMU connect a socket. */
    Connected connect(TapHost host, TapListener listener) throws IOException {
        TapName name = new TapName(owner, numbers.getAsLong());
        host.connect(name, listener.path());
        sockets.add(name);
        return new Connected(name, listener.accept());
    }

    /** Mirrors frames to a socket; somebody must be reading it. */
    void mirror(TapHost host, TapName name, GuestInterface from, TapHost.Queue queue)
            throws QmpException {
        host.mirror(name, from.name(), queue);
        filters.add(name);
    }

    /**
     * Removes all there is. What is not there any more is passed over.
     *
     * @throws QmpException if QEMU cannot be asked; this may then be called again
     */
    void remove(TapHost host) throws QmpException {
        remove(filters, host::removeFilter);
        remove(sockets, host::removeSocket);
    }

    /** Something that takes a thing off a QEMU. */
    private interface Removal {
        void remove(TapName name) throws QmpException;
    }

    private static void remove(Deque<TapName> names, Removal removal) throws QmpException {
        while (!names.isEmpty()) {
            removeIfThere(names.getFirst(), removal);
            names.removeFirst();
        }
    }

    private static void removeIfThere(TapName name, Removal removal) throws QmpException {
        try {
            removal.remove(name);
        } catch (QmpException e) {
            if (e.reason() != Reason.REFUSED) {
                throw e;
            }
        }
    }

    /**
     * Removes what agents that do not run any more have left in a QEMU.
     *
     * @return how many filters and sockets that were
     */
    static int removeStale(TapHost host) throws QmpException {
        List<TapName> filters = stale(host.filters());
        List<TapName> sockets = stale(host.sockets());
        remove(new ArrayDeque<>(filters), host::removeFilter);
        remove(new ArrayDeque<>(sockets), host::removeSocket);
        return filters.size() + sockets.size();
    }

    private static List<TapName> stale(List<TapName> names) {
        List<TapName> stale = new ArrayList<>(names);
        stale.removeIf(name -> name.owner().runs());
        return stale;
    }
}
