package dev.yagura.channel.agent;

import dev.yagura.attestation.Sha256;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys of peers that have shown evidence made for a control connection that stands. The NBD
 * protocol has no place for evidence: memory and disks go to such peers alone, or to those whose
 * key is pinned. Safe for concurrent use.
 */
final class AttestedKeys {
    private final Map<Sha256, Integer> connections = new ConcurrentHashMap<>();

    /** A control connection with this key's fresh evidence stands. */
    void add(Sha256 key) {
        connections.merge(key, 1, Integer::sum);
    }

    /** One of them has ended. */
    void remove(Sha256 key) {
        connections.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    }

    /** Returns whether one stands. */
    boolean contains(Sha256 key) {
        return connections.containsKey(key);
    }
}
