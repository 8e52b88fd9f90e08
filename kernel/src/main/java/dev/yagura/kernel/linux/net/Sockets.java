package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sockets of a guest, of all network namespaces. */
public final class Sockets {
    private final Linux linux;

    /** Reads nothing yet. */
    public Sockets(Linux linux) {
        this.linux = linux;
    }

    /** All sockets of a look. */
    private record Listed(Listing<Socket> sockets) {}

    /**
     * Returns all sockets: those in the kernel's tables, also those only in the tables by which
     * packets find their socket, and those that processes have open. Of one look they are read
     * once.
     *
     * @throws IOException if this kernel's sockets cannot be read at all, or the memory's source
     *     fails
     */
    public Listing<Socket> list() throws IOException {
        return linux.once(Listed.class, () -> new Listed(read())).sockets();
    }

    private Listing<Socket> read() throws IOException {
        Gaps gaps = new Gaps();
        List<NetworkNamespace> namespaces = new NetworkNamespaces(linux).list(gaps);
        SocketTables tables = new SocketTables(linux, gaps);
        Set<Long> listed = tables.list(namespaces);
        Map<Long, List<Socket.Holder>> holders = new SocketHolders(linux, gaps).find();
        Set<Long> all = new LinkedHashSet<>(listed);
        all.addAll(tables.reachableOnly());
        all.addAll(holders.keySet());
        SocketReader reader = new SocketReader(linux.views(), namespaces);
        List<Socket> sockets = new ArrayList<>();
        for (long gva : all) {
            Socket socket =
                    gaps.read(
                            "socket at 0x%x".formatted(gva),
                            () ->
                                    reader.read(
                                            gva,
                                            holders.getOrDefault(gva, List.of()),
                                            listed.contains(gva)));
            if (socket != null) {
                sockets.add(socket);
            }
        }
        return new Listing<>(sockets, gaps.list());
    }

    /**
     * Returns the addresses of the {@code struct sock} that are in the kernel's tables. Connections
     * that are opening or closing, which have none, are left out.
     *
     * @throws IOException if this kernel's sockets cannot be read at all, or the memory's source
     *     fails
     */
    public Listing<Long> inTables() throws IOException {
        Gaps gaps = new Gaps();
        List<NetworkNamespace> namespaces = new NetworkNamespaces(linux).list(gaps);
        List<Long> sockets = new ArrayList<>();
        for (long gva : new SocketTables(linux, gaps).list(namespaces)) {
            SockCommon common =
                    gaps.read(
                            "socket at 0x%x".formatted(gva),
                            () -> linux.views().at(SockCommon.class, gva));
            if (common != null && !SocketKind.isWithoutSocket(common.family(), common.state())) {
                sockets.add(gva);
            }
        }
        return new Listing<>(sockets, gaps.list());
    }
}
