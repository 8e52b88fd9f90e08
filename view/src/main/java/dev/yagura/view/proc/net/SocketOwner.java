package dev.yagura.view.proc.net;

import dev.yagura.kernel.linux.net.Socket;
import dev.yagura.view.proc.guest.ProcGuest;

/** Who made a socket, as the kernel tells user programs; {@code sk_uid()} of net/core/sock.c. */
public final class SocketOwner {
    private SocketOwner() {}

    /** Returns the user's number; one without an inode is root's, until 6.17 brought its own. */
    public static long uid(ProcGuest guest, Socket socket) {
        return socket.inode() == 0 && !guest.isAtLeast(6, 17) ? 0 : socket.uid().orElse(0);
    }
}
