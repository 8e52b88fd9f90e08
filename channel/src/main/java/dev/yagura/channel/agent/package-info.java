/**
 * The agent's end of the channel.
 *
 * <p>A {@link dev.yagura.channel.agent.GuestDirectory}, which the hypervisor's side implements,
 * lists guests and opens them; the {@link dev.yagura.channel.agent.AgentServer} serves them to
 * peers whom TLS let in, as far as the {@link dev.yagura.channel.agent.AccessPolicy} allows, and
 * keeps leases.
 */
@NullMarked
package dev.yagura.channel.agent;

import org.jspecify.annotations.NullMarked;
