package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The routes of a guest, of all tables and network namespaces. */
public final class Routes {
    private final Linux linux;

    /** Reads nothing yet. */
    public Routes(Linux linux) {
        this.linux = linux;
    }

    /**
     * Returns all routes, in a namespace those of IPv4 first.
     *
     * @throws IOException if this kernel's routes cannot be read at all, or the memory's source
     *     fails
     */
    public Listing<Route> list() throws IOException {
        Gaps gaps = new Gaps();
        List<Route> routes = new ArrayList<>();
        V4Routes v4 = new V4Routes(linux, gaps);
        V6Routes v6 = new V6Routes(linux, gaps);
        for (NetworkNamespace namespace : new NetworkNamespaces(linux).list(gaps)) {
            String what = "routes of network namespace %d".formatted(namespace.inode());
            gaps.read(
                    what,
                    () -> {
                        v4.read(namespace, routes);
                        return null;
                    });
            gaps.read(
                    what,
                    () -> {
                        v6.read(namespace, routes);
                        return null;
                    });
        }
        return new Listing<>(routes, gaps.list());
    }
}
