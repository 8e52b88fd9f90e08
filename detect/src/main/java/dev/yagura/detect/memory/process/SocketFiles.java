package dev.yagura.detect.memory.process;

import dev.yagura.detect.DetectorContext;
import dev.yagura.kernel.linux.net.Listing;
import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.kernel.linux.net.Sockets;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sockets of a guest by the process and the descriptor that hold them. */
final class SocketFiles {
    private final List<Socket> all;
    private final Map<Long, Socket> byHolder = new HashMap<>();

    private SocketFiles(List<Socket> all) {
        this.all = all;
        for (Socket socket : all) {
            for (Socket.Holder holder : socket.holders()) {
                byHolder.putIfAbsent(key(holder.pid(), holder.fd()), socket);
            }
        }
    }

    /** Reads all sockets; what is missing is not covered. */
    static SocketFiles of(DetectorContext context) throws IOException {
        Listing<Socket> sockets = new Sockets(context.linux()).list();
        sockets.gaps().forEach(gap -> context.notCovered(gap.what(), gap.why()));
        return new SocketFiles(sockets.items());
    }

    /** Returns all of them. */
    List<Socket> all() {
        return all;
    }

    /** Returns the socket that a descriptor of a process is. */
    Optional<Socket> at(int pid, int fd) {
        return Optional.ofNullable(byHolder.get(key(pid, fd)));
    }

    private static long key(int pid, int fd) {
        return ((long) pid << Integer.SIZE) | fd;
    }

    /** Returns where a socket leads, for people. */
    static String describe(Socket socket) {
        return "%s socket %s:%s to %s:%s, %s"
                .formatted(
                        socket.protocol(),
                        socket.local().address(),
                        socket.local().port().orElse(0),
                        socket.remote().address(),
                        socket.remote().port().orElse(0),
                        socket.state());
    }
}
