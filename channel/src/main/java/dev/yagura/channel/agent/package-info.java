/**
 * What the hypervisor's side offers to the channel.
 *
 * <p>A {@link dev.yagura.channel.agent.GuestDirectory} lists guests and opens them as {@link
 * dev.yagura.channel.agent.GuestSource}s; the channel serves those, keeps leases and checks peers.
 */
@NullMarked
package dev.yagura.channel.agent;

import org.jspecify.annotations.NullMarked;
