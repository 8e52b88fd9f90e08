package dev.yagura.channel.agent;

import static java.util.Objects.requireNonNull;

import dev.yagura.attestation.Sha256;
import java.security.cert.X509Certificate;

/**
 * The other end of a connection that TLS has let in.
 *
 * @param address where it comes from, for people
 * @param certificate whose key it has shown to hold
 */
public record Peer(String address, X509Certificate certificate) {
    /** Requires both. */
    public Peer {
        requireNonNull(address, "address");
        requireNonNull(certificate, "certificate");
    }

    /** Returns the SHA-256 of its public key, as a policy pins it. */
    public Sha256 keyHash() {
        return Sha256.hash(certificate.getPublicKey().getEncoded());
    }

    @Override
    public String toString() {
        return address + ", key " + keyHash();
    }
}
