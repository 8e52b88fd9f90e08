package dev.yagura.network.packet;

/** A control bit of TCP, in the order of the header's bits from the lowest. */
public enum TcpFlag {
    /** The sender sends no more. */
    FIN(0x01),
    /** Numbers are to be synchronised: the connection starts. */
    SYN(0x02),
    /** The connection is reset. */
    RST(0x04),
    /** The receiver is not to wait for more. */
    PSH(0x08),
    /** The acknowledgment number counts. */
    ACK(0x10),
    /** The urgent pointer counts. */
    URG(0x20),
    /** Echo of congestion (RFC 3168). */
    ECE(0x40),
    /** The congestion window was reduced (RFC 3168). */
    CWR(0x80);

    private final int bit;

    TcpFlag(int bit) {
        this.bit = bit;
    }

    /** Returns its bit in the header's byte of flags. */
    public int bit() {
        return bit;
    }
}
