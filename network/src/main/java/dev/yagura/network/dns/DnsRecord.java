package dev.yagura.network.dns;

import static java.util.Objects.requireNonNull;

/**
 * A resource record.
 *
 * @param name whose it is, as {@link DnsNames} writes it
 * @param type a number of IANA's "Resource Record (RR) TYPEs"
 * @param dnsClass 1 for the Internet; of OPT the size of datagrams that the sender takes
 * @param timeToLiveSeconds how long it may be kept; of OPT flags
 * @param data of addresses and names as they are written, with numbers before them in the order of
 *     the record; of texts the texts, joined; else hexadecimal
 */
public record DnsRecord(String name, int type, int dnsClass, long timeToLiveSeconds, String data) {
    /** Requires a name and data. */
    public DnsRecord {
        requireNonNull(name, "name");
        requireNonNull(data, "data");
    }
}
