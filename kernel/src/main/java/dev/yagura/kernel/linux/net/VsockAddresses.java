package dev.yagura.kernel.linux.net;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import dev.yagura.kernel.linux.net.Socket.Endpoint;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Reads the ends of vsock sockets: {@code sockaddr_vm} of include/uapi/linux/vm_sockets.h.
 *
 * <p>Their type belongs to a module, and is not among the kernel's types. In include/net/af_vsock.h
 * a {@code struct sock}, a pointer and the two ends are its first members; the family in these says
 * whether they are there.
 */
final class VsockAddresses {
    private static final int BYTES = 16;
    private static final int ANY = -1;

    private static final Field FAMILY = new Field("svm_family", 0, 2);
    private static final Field PORT = new Field("svm_port", 4, 4);
    private static final Field CONTEXT = new Field("svm_cid", 8, 4);

    private VsockAddresses() {}

    static Endpoint local(StructViews views, long sockGva) throws IOException {
        return at(views, sockGva, 0);
    }

    static Endpoint remote(StructViews views, long sockGva) throws IOException {
        return at(views, sockGva, 1);
    }

    private static Endpoint at(StructViews views, long sockGva, int which) throws IOException {
        long gva = sockGva + views.sizeOf("sock") + Long.BYTES + (long) which * BYTES;
        Structure end = Structure.of("sockaddr_vm", views.kernel().memory().bytes(gva, BYTES));
        if (end.u16(FAMILY) != SocketKind.VSOCK) {
            return Endpoint.NONE;
        }
        int context = (int) end.u32(CONTEXT);
        int port = (int) end.u32(PORT);
        return new Endpoint(
                context == ANY ? "any" : Integer.toUnsignedString(context),
                port == ANY ? OptionalLong.empty() : OptionalLong.of(Integer.toUnsignedLong(port)));
    }
}
