package dev.yagura.network.dns;

import static java.util.Objects.requireNonNull;

/**
 * What is asked for.
 *
 * @param name as {@link DnsNames} writes it
 * @param type a number of IANA's "Resource Record (RR) TYPEs"
 * @param dnsClass 1 for the Internet
 */
public record DnsQuestion(String name, int type, int dnsClass) {
    /** Requires a name. */
    public DnsQuestion {
        requireNonNull(name, "name");
    }
}
