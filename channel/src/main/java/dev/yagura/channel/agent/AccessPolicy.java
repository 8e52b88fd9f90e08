package dev.yagura.channel.agent;

/**
 * Decides what a peer may have, once TLS has let it in: the trust manager of the server's {@code
 * SSLContext} has then appraised its certificate and evidence.
 *
 * <p>Implementations are safe for concurrent use.
 */
@FunctionalInterface
public interface AccessPolicy {
    /** What one peer may have. */
    @FunctionalInterface
    interface Access {
        /** Returns whether the peer has a right to a guest; asked for each use of it. */
        boolean allows(Right right, String guestId);
    }

    /**
     * Returns what a peer may have. Called once for each connection.
     *
     * @param peer the other end of the connection
     */
    Access of(Peer peer);

    /** Returns the policy by which every peer that TLS lets in may have everything. */
    static AccessPolicy everything() {
        return peer -> (right, guestId) -> true;
    }
}
