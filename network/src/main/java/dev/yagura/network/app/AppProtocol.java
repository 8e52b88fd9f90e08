package dev.yagura.network.app;

/** What is spoken in a flow. */
public enum AppProtocol {
    /** The domain name system, over UDP or TCP. */
    DNS("dns"),
    /** HTTP/1.0 or 1.1. */
    HTTP("http"),
    /** HTTP/2 without TLS; only recognised. */
    HTTP2("http2"),
    /** TLS, whatever is in it. */
    TLS("tls"),
    /** SSH. */
    SSH("ssh"),
    /** Mail. */
    SMTP("smtp"),
    /** File transfer: the connection with the commands. */
    FTP("ftp"),
    /** Files and printers of Windows; only recognised. */
    SMB("smb"),
    /** Addresses for hosts. */
    DHCP("dhcp"),
    /** Time. */
    NTP("ntp"),
    /** QUIC; of what is said in it the client's hello is read. */
    QUIC("quic");

    private final String id;

    AppProtocol(String id) {
        this.id = id;
    }

    /** Returns its name in output. */
    public String id() {
        return id;
    }
}
