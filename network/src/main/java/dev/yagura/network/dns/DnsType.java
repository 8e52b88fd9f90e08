package dev.yagura.network.dns;

/** Types of records whose data are read, and others that are common; IANA's numbers. */
public final class DnsType {
    /** An IPv4 address. */
    public static final int A = 1;

    /** A name server. */
    public static final int NS = 2;

    /** Another name for the host. */
    public static final int CNAME = 5;

    /** Who is responsible for a zone. */
    public static final int SOA = 6;

    /** Another name, for looking up backwards. */
    public static final int PTR = 12;

    /** Who takes mail. */
    public static final int MX = 15;

    /** Text. */
    public static final int TXT = 16;

    /** An IPv6 address. */
    public static final int AAAA = 28;

    /** Where a service is. */
    public static final int SRV = 33;

    /** Another name for all names below. */
    public static final int DNAME = 39;

    private DnsType() {}

    /** Returns a type's name, or {@code TYPEn} (RFC 3597) for one that has none here. */
    public static String name(int type) {
        return switch (type) {
            case A -> "A";
            case NS -> "NS";
            case CNAME -> "CNAME";
            case SOA -> "SOA";
            case 10 -> "NULL";
            case PTR -> "PTR";
            case MX -> "MX";
            case TXT -> "TXT";
            case AAAA -> "AAAA";
            case SRV -> "SRV";
            case 35 -> "NAPTR";
            case DNAME -> "DNAME";
            case 41 -> "OPT";
            case 43 -> "DS";
            case 46 -> "RRSIG";
            case 47 -> "NSEC";
            case 48 -> "DNSKEY";
            case 64 -> "SVCB";
            case 65 -> "HTTPS";
            case 252 -> "AXFR";
            case 255 -> "ANY";
            case 257 -> "CAA";
            default -> "TYPE" + type;
        };
    }
}
