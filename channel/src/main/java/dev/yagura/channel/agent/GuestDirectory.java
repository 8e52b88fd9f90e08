package dev.yagura.channel.agent;

import java.io.IOException;
import java.util.List;

/**
 * The guests of one host, as the agent can reach them.
 *
 * <p>Implementations are safe for concurrent use: every connection asks for itself.
 */
public interface GuestDirectory {
    /**
     * Looks for guests anew and returns those that can be opened now.
     *
     * <p>A guest that exists and cannot be reached is left out here; the implementation reports it
     * where the host's operator looks (its log).
     *
     * @return the guests with distinct ids, in an order that stays while the guests do; at most
     *     {@link GuestDescription#MAX_GUESTS}; empty if the host runs none
     * @throws IOException if the host cannot be asked
     */
    List<GuestDescription> guests() throws IOException;

    /**
     * Opens a guest. Every call opens it anew; the sources of one guest do not share state.
     *
     * @param id as in {@link GuestDescription#id()}; may come from the peer, so it may be unknown
     * @throws NoSuchGuestException if no guest has that id, or no longer
     * @throws IOException if the guest is there and cannot be reached; the message says why and is
     *     passed on to the peer, so it holds no secret of the host
     */
    GuestSource open(String id) throws IOException;
}
