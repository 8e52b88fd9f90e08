package dev.yagura.kernel.linux.net;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A socket, or a connection that is opening or closing.
 *
 * @param gva address of its {@code struct sock}, {@code request_sock} or {@code inet_timewait_sock}
 * @param protocol such as {@code "tcp6"}, {@code "unix"}, {@code "netlink"}
 * @param type such as {@code "stream"}; null for connections without a socket
 * @param protocolNumber within the family; of packet sockets the type of frames
 * @param local where it is bound to
 * @param remote what it is connected to
 * @param state such as {@code "LISTEN"}; null for families without states
 * @param inode number of its inode, 0 if nobody has it open
 * @param uid who made it; empty for connections without a socket
 * @param namespace the network namespace it is in
 * @param boundInterface index of the interface it is bound to, 0 for any
 * @param path of a Unix socket; abstract names start with {@code '@'}, null where it has none
 * @param peerGva the Unix socket it is connected to, 0 for none
 * @param receiveQueue bytes received and not read; of listeners, connections not yet taken
 * @param sendQueue bytes written and not sent or not acknowledged
 * @param holders open files that are this socket
 * @param listed whether it is in the kernel's tables, those by which /proc/net and ss list sockets
 * @param listable whether the kernel has such sockets in its tables: unbound ones are in none
 * @param ofKernel whether the kernel made it for itself
 */
public record Socket(
        long gva,
        String protocol,
        @Nullable String type,
        int protocolNumber,
        Endpoint local,
        Endpoint remote,
        @Nullable String state,
        long inode,
        OptionalLong uid,
        NetworkNamespace namespace,
        int boundInterface,
        @Nullable String path,
        long peerGva,
        long receiveQueue,
        long sendQueue,
        List<Holder> holders,
        boolean listed,
        boolean listable,
        boolean ofKernel) {

    /**
     * One end.
     *
     * @param address in its usual spelling, null where the family has none
     * @param port empty where the family has none
     */
    public record Endpoint(@Nullable String address, OptionalLong port) {
        /** An end that the family does not have. */
        public static final Endpoint NONE = new Endpoint(null, OptionalLong.empty());

        /** Checks for nulls. */
        public Endpoint {
            requireNonNull(port, "port");
        }

        static Endpoint of(String address, int port) {
            return new Endpoint(address, OptionalLong.of(port));
        }
    }

    /**
     * An open file of a process.
     *
     * @param pid the process, by thread group id
     * @param comm name of the thread whose files these are
     * @param fd number of the file
     */
    public record Holder(int pid, String comm, int fd) {}

    /** Copies the list. */
    public Socket {
        requireNonNull(protocol, "protocol");
        requireNonNull(local, "local");
        requireNonNull(remote, "remote");
        requireNonNull(uid, "uid");
        requireNonNull(namespace, "namespace");
        holders = List.copyOf(holders);
    }

    /** Returns the processes that hold it, ascending. */
    public List<Integer> pids() {
        return holders.stream().map(Holder::pid).distinct().sorted().toList();
    }

    /** Returns the first process that holds it. */
    public OptionalInt pid() {
        return holders.stream().mapToInt(Holder::pid).min();
    }
}
