package dev.yagura.detect.network;

import static java.util.Objects.requireNonNull;

import dev.yagura.network.packet.IpAddress;
import java.util.function.Predicate;

/**
 * What the user knows of the network.
 *
 * @param home which addresses are the user's own
 * @param bad fingerprints and certificates to look for
 * @param usual how much hosts send as a rule
 */
public record NetworkSettings(Predicate<IpAddress> home, BadFingerprints bad, SentVolumes usual) {
    /** Requires all. */
    public NetworkSettings {
        requireNonNull(home, "home");
        requireNonNull(bad, "bad");
        requireNonNull(usual, "usual");
    }

    boolean isForeign(IpAddress address) {
        return !home.test(address) && !Addresses.isForMany(address);
    }
}
