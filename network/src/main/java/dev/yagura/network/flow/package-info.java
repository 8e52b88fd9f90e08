/**
 * Flows: which packets belong together, and what their TCP streams carry.
 *
 * <p>TCP follows RFC 9293 with RFC 5961 (blind attacks), 7323 (window scale, timestamps) and 7413
 * (data in the handshake), as a Linux receiver does; {@link dev.yagura.network.flow.FlowTable} has
 * the policy where segments contradict each other. Everything is bounded, see {@link
 * dev.yagura.network.flow.FlowLimits}.
 *
 * <p>Not done: streams of SCTP; selective acknowledgments; urgent bytes are told and stay in the
 * stream; packets that reach the observer and not the receiver, because their hop limit is used up
 * on the way, are not told from others.
 */
@NullMarked
package dev.yagura.network.flow;

import org.jspecify.annotations.NullMarked;
