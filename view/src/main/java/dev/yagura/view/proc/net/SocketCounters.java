package dev.yagura.view.proc.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.OptionalInt;

/** What a socket counts; {@code include/net/sock.h}. */
@KernelStruct("sock")
interface SocketCounters extends StructView {
    /** Returns datagrams that there was no room for. */
    @KernelField("sk_drops.counter")
    OptionalInt drops();

    @KernelField("sk_backlog.rmem_alloc.counter")
    OptionalInt receivedBytes();

    /** Returns bytes waiting to be sent, plus one. */
    @KernelField("sk_wmem_alloc.refs.counter")
    OptionalInt sendBytes();

    @KernelField("sk_type")
    int type();

    @KernelField("sk_protocol")
    int protocol();

    /** Returns the user's side, 0 once nobody has it open any more. */
    @KernelField("sk_socket")
    long socketGva();

    @KernelField("sk_timer.expires")
    long keepAliveJiffies();

    /** Returns where its timer is queued, 0 if it is not. */
    @KernelField("sk_timer.entry.pprev")
    long keepAliveQueue();
}
