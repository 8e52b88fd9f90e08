package dev.yagura.attestation.ratls;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What a self-signed certificate says besides its key.
 *
 * <p>Names are for people and for clients such as {@code nbdcopy} that check a host name against a
 * certificate file; Yagura's own ends ignore them.
 *
 * @param commonName 1 to 64 characters (RFC 5280, {@code ub-common-name})
 * @param validity how long the certificate holds from now on, 1 minute to 10 years
 * @param dnsNames for the subject alternative name; may be empty
 * @param ipAddresses literal addresses for the subject alternative name; may be empty
 */
public record IdentityOptions(
        String commonName, Duration validity, List<String> dnsNames, List<String> ipAddresses) {

    private static final int MAX_COMMON_NAME = 64;
    private static final Duration MIN_VALIDITY = Duration.ofMinutes(1);
    private static final Duration MAX_VALIDITY = Duration.ofDays(3650);

    /** Checks the ranges. */
    public IdentityOptions {
        requireNonNull(commonName, "commonName");
        if (commonName.isEmpty() || commonName.length() > MAX_COMMON_NAME) {
            throw new IllegalArgumentException(
                    "identity: commonName is %d characters long, expected 1..%d"
                            .formatted(commonName.length(), MAX_COMMON_NAME));
        }
        if (validity.compareTo(MIN_VALIDITY) < 0 || validity.compareTo(MAX_VALIDITY) > 0) {
            throw new IllegalArgumentException(
                    "identity: validity is %s, expected %s..%s"
                            .formatted(validity, MIN_VALIDITY, MAX_VALIDITY));
        }
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
    }

    /** Returns options for a certificate of 30 days without alternative names. */
    public static IdentityOptions named(String commonName) {
        return new IdentityOptions(commonName, Duration.ofDays(30), List.of(), List.of());
    }

    /** Returns these options with a subject alternative name. */
    public IdentityOptions reachableAs(List<String> dnsNames, List<String> ipAddresses) {
        return new IdentityOptions(commonName, validity, dnsNames, ipAddresses);
    }

    /** Returns these options with another validity. */
    public IdentityOptions validFor(Duration validity) {
        return new IdentityOptions(commonName, validity, dnsNames, ipAddresses);
    }
}
