/**
 * What a guest's kernel would answer to who lists its network by netlink: rtnetlink(7) and
 * sock_diag(7), layouts of {@code include/uapi/linux} of Linux 5.10 to 7.2. Each file holds all
 * messages of one listing, one behind the other, as the kernel sends them: of more than one part,
 * with neither sequence number nor port, which belong to a conversation.
 *
 * <p>They are in a directory {@code .netlink} of {@code /proc/net} that is found and not listed: no
 * kernel has it. The sandbox's library hands them to tools that ask by netlink or by ioctl.
 *
 * <p>Left out are attributes that only drivers know (the other end of a veth, a VLAN's number), and
 * those that are sent on demand (memory and congestion of a connection).
 */
@NullMarked
package dev.yagura.view.proc.net.netlink;

import org.jspecify.annotations.NullMarked;
