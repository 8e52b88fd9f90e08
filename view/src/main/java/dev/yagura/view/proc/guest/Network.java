package dev.yagura.view.proc.guest;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.net.Interfaces;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.Neighbour;
import dev.yagura.kernel.linux.net.Neighbours;
import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.linux.net.Route;
import dev.yagura.kernel.linux.net.Routes;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.linux.net.Sockets;
import java.io.IOException;
import java.util.List;

/**
 * The guest's network, of all name spaces, each part read once. What cannot be read of it is noted,
 * and the rest is there.
 */
public final class Network {
    private final Notes notes;
    private final Once<List<Socket>> sockets;
    private final Once<List<NetInterface>> interfaces;
    private final Once<List<Route>> routes;
    private final Once<List<Neighbour>> neighbours;

    Network(Linux linux, Notes notes) {
        this.notes = notes;
        this.sockets = new Once<>(() -> items(new Sockets(linux).list()));
        this.interfaces = new Once<>(() -> items(new Interfaces(linux).list()));
        this.routes = new Once<>(() -> items(new Routes(linux).list()));
        this.neighbours = new Once<>(() -> items(new Neighbours(linux).list()));
    }

    private <T> List<T> items(Listing<T> listing) {
        listing.gaps().forEach(gap -> notes.add(gap.what(), gap.why()));
        return listing.items();
    }

    /**
     * Returns all sockets.
     *
     * @throws IOException if this kernel's cannot be read at all, or the memory source fails
     */
    public List<Socket> sockets() throws IOException {
        return sockets.get();
    }

    /**
     * Returns the sockets of a protocol that a network namespace's tables list; as {@link
     * #sockets()}.
     *
     * @param namespaceGva of the {@code struct net}
     */
    public List<Socket> listed(long namespaceGva, String protocol) throws IOException {
        return sockets().stream()
                .filter(socket ->
                        socket.listed()
                                && socket.namespace().gva() == namespaceGva
                                && socket.protocol().equals(protocol))
                .toList();
    }

    /** Returns all interfaces; as {@link #sockets}. */
    public List<NetInterface> interfaces() throws IOException {
        return interfaces.get();
    }

    /** Returns all routes; as {@link #sockets}. */
    public List<Route> routes() throws IOException {
        return routes.get();
    }

    /** Returns all hosts on the links; as {@link #sockets}. */
    public List<Neighbour> neighbours() throws IOException {
        return neighbours.get();
    }
}
