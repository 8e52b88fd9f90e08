package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.fs.OpenFile;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Lines of {@code fdinfo} that a kind of file adds: Unix sockets, event counters and epoll. What
 * others add, such as inotify, is left out.
 */
final class DescriptorLines {
    private static final int UNIX = 1;
    private static final int SEMAPHORE = 1;

    @KernelStruct("socket")
    interface Socket extends StructView {
        @KernelField("sk->__sk_common.skc_family")
        OptionalInt family() throws IOException;

        @KernelField("sk")
        long sockGva();
    }

    @KernelStruct("unix_sock")
    interface UnixSocket extends StructView {
        @KernelField("scm_stat.nr_fds.counter")
        OptionalLong sentDescriptors();
    }

    @KernelStruct("eventfd_ctx")
    interface Counter extends StructView {
        long count();

        int id();

        int flags();
    }

    @KernelStruct("epitem")
    interface Watched extends StructView {
        @KernelField("ffd.fd")
        int descriptor();

        @KernelField("event.events")
        int events();

        @KernelField("event.data")
        long data();

        @KernelField("ffd.file->f_pos")
        long position() throws IOException;

        @KernelField("ffd.file->f_inode->i_ino")
        long inode() throws IOException;

        @KernelField("ffd.file->f_inode->i_sb->s_dev")
        int device() throws IOException;
    }

    private DescriptorLines() {}

    static String of(ProcGuest guest, OpenFile file) throws IOException {
        if (file.node().filesystem().equals("sockfs")) {
            return ofSocket(guest, file.privateGva());
        }
        if (has(guest, "eventfd_fops", file)) {
            return ofCounter(guest, file.privateGva());
        }
        return has(guest, "eventpoll_fops", file) ? ofPoll(guest, file.privateGva()) : "";
    }

    private static boolean has(ProcGuest guest, String operations, OpenFile file) {
        OptionalLong gva = guest.symbolIfAny(operations);
        return gva.isPresent() && gva.getAsLong() == file.operationsGva();
    }

    /** Follows {@code ep_show_fdinfo()} of fs/eventpoll.c. */
    private static String ofPoll(ProcGuest guest, long gva) throws IOException {
        long root = gva + guest.views().offsetOf("eventpoll", "rbr.rb_root");
        StringBuilder text = new StringBuilder();
        for (Watched each : guest.linux().walks().tree(root, Watched.class, "rbn").complete()) {
            text.append(
                    "tfd: %8d events: %8x data: %16x  pos:%d ino:%x sdev:%x\n"
                            .formatted(
                                    each.descriptor(),
                                    each.events(),
                                    each.data(),
                                    each.position(),
                                    each.inode(),
                                    each.device()));
        }
        return text.toString();
    }

    /** Follows {@code unix_show_fdinfo()} of net/unix/af_unix.c. */
    private static String ofSocket(ProcGuest guest, long socketGva) throws IOException {
        Socket socket = guest.views().at(Socket.class, socketGva);
        if (socket.family().orElse(0) != UNIX) {
            return "";
        }
        UnixSocket own = guest.views().at(UnixSocket.class, socket.sockGva());
        return own.sentDescriptors().isPresent()
                ? "scm_fds: %d\n".formatted(own.sentDescriptors().getAsLong())
                : "";
    }

    /** Follows {@code eventfd_show_fdinfo()} of fs/eventfd.c. */
    private static String ofCounter(ProcGuest guest, long gva) throws IOException {
        Counter counter = guest.views().at(Counter.class, gva);
        String semaphore =
                guest.isAtLeast(6, 5)
                        ? "eventfd-semaphore: %d\n"
                                .formatted((counter.flags() & SEMAPHORE) != 0 ? 1 : 0)
                        : "";
        return "eventfd-count: %16x\neventfd-id: %d\n".formatted(counter.count(), counter.id())
                + semaphore;
    }
}
