package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import java.util.OptionalLong;

/** A network namespace as the kernel knows it; {@code include/net/net_namespace.h}. */
@KernelStruct("net")
interface NetStruct extends StructView {
    /** Returns what {@code readlink /proc/PID/ns/net} shows. */
    @KernelField("ns.inum")
    long inode();

    /** Returns the namespace's own connections where it has its own; since 6.1. */
    @KernelField("ipv4.tcp_death_row.hashinfo")
    OptionalLong tcpTables();

    /** Returns the namespace's own datagram sockets where it has its own; since 6.2. */
    @KernelField("ipv4.udp_table")
    OptionalLong udpTable();

    /** Returns the namespace's Unix sockets; since 5.19. */
    @KernelField("unx.table.buckets")
    OptionalLong unixBuckets();
}
