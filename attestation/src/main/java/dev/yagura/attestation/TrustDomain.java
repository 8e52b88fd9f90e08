package dev.yagura.attestation;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a TDX trust domain was measured, and whether another one gets at it.
 *
 * @param mrtd of its memory before it started: the firmware (TDX: MRTD)
 * @param rtmrs the {@value #RTMR_COUNT} registers that its software extended: configuration, boot
 *     loader, kernel, and whatever that chose (TDX: RTMR)
 * @param mrConfigId what its owner configured, as the owner named it (TDX: MRCONFIGID)
 * @param mrOwner who owns it (TDX: MROWNER)
 * @param mrOwnerConfig the owner's further configuration (TDX: MROWNERCONFIG)
 * @param migratable whether it may be moved to another platform (TDX: ATTRIBUTES.MIGRATABLE)
 * @param mrServiceTd the service domains that the host bound to it, such as one that moves it; zero
 *     for none, and where the report does not say (TDX 1.5: MRSERVICETD)
 */
public record TrustDomain(
        Sha384 mrtd,
        List<Sha384> rtmrs,
        Sha384 mrConfigId,
        Sha384 mrOwner,
        Sha384 mrOwnerConfig,
        boolean migratable,
        Sha384 mrServiceTd) {

    /** Number of run-time measurement registers. */
    public static final int RTMR_COUNT = 4;

    /** Requires {@value #RTMR_COUNT} registers. */
    public TrustDomain {
        requireNonNull(mrtd, "mrtd");
        requireNonNull(mrConfigId, "mrConfigId");
        requireNonNull(mrOwner, "mrOwner");
        requireNonNull(mrOwnerConfig, "mrOwnerConfig");
        requireNonNull(mrServiceTd, "mrServiceTd");
        rtmrs = List.copyOf(rtmrs);
        if (rtmrs.size() != RTMR_COUNT) {
            throw new IllegalArgumentException(
                    "trust domain: has %d rtmrs, expected %d".formatted(rtmrs.size(), RTMR_COUNT));
        }
    }
}
