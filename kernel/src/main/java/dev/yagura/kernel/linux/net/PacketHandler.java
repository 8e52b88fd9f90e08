package dev.yagura.kernel.linux.net;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A function that is given received packets of a type, as protocols and sniffers register it.
 *
 * @param gva address of its {@code packet_type}
 * @param protocol type of the frames, such as 0x0800 for IPv4; 3 for all
 * @param list where it is listed: {@code "all"} or {@code "protocol"}, of the kernel, a namespace
 *     or an interface
 * @param device interface whose packets it is given, null for all
 * @param function what is called
 * @param listFunction what is called for several packets at once, 0 for none
 * @param ownerGva what it works for: of a packet socket its {@code struct sock}, of a group of them
 *     their {@code packet_fanout}; 0 for none
 */
public record PacketHandler(
        long gva,
        int protocol,
        String list,
        @Nullable String device,
        long function,
        long listFunction,
        long ownerGva) {
    /** Checks for nulls. */
    public PacketHandler {
        requireNonNull(list, "list");
    }
}
