package dev.yagura.network.rules;

import static dev.yagura.network.rules.Buffer.Side.BOTH;
import static dev.yagura.network.rules.Buffer.Side.CLIENT;
import static dev.yagura.network.rules.Buffer.Side.SERVER;

import java.util.Optional;

/** What contents and expressions look at. */
public enum Buffer {
    /** The packet's payload, or the stream that it belongs to. */
    PAYLOAD("pkt_data", BOTH),
    /** What {@code base64_decode} made. */
    BASE64("base64_data", BOTH),
    /** Files: bodies of HTTP. Those of other protocols are not read. */
    FILE_DATA("file.data", BOTH, Protocol.HTTP),

    /** Request line's address, normalised. */
    HTTP_URI("http.uri", CLIENT, Protocol.HTTP),
    /** Request line's address as it was sent. */
    HTTP_URI_RAW("http.uri.raw", CLIENT, Protocol.HTTP),
    /** Method of a request. */
    HTTP_METHOD("http.method", CLIENT, Protocol.HTTP),
    /** First line of a request. */
    HTTP_REQUEST_LINE("http.request_line", CLIENT, Protocol.HTTP),
    /** Body of a request. */
    HTTP_REQUEST_BODY("http.request_body", CLIENT, Protocol.HTTP),
    /** User-Agent. */
    HTTP_USER_AGENT("http.user_agent", CLIENT, Protocol.HTTP),
    /** Host, lower case, without port. */
    HTTP_HOST("http.host", CLIENT, Protocol.HTTP),
    /** Host as it was sent. */
    HTTP_HOST_RAW("http.host.raw", CLIENT, Protocol.HTTP),
    /** Accept. */
    HTTP_ACCEPT("http.accept", CLIENT, Protocol.HTTP),
    /** Accept-Language. */
    HTTP_ACCEPT_LANGUAGE("http.accept_lang", CLIENT, Protocol.HTTP),
    /** Accept-Encoding. */
    HTTP_ACCEPT_ENCODING("http.accept_enc", CLIENT, Protocol.HTTP),
    /** Referer. */
    HTTP_REFERER("http.referer", CLIENT, Protocol.HTTP),
    /** All headers, normalised. */
    HTTP_HEADER("http.header", BOTH, Protocol.HTTP),
    /** All headers as they were sent. */
    HTTP_HEADER_RAW("http.header.raw", BOTH, Protocol.HTTP),
    /** Names of all headers in their order. */
    HTTP_HEADER_NAMES("http.header_names", BOTH, Protocol.HTTP),
    /** Cookie or Set-Cookie. */
    HTTP_COOKIE("http.cookie", BOTH, Protocol.HTTP),
    /** Content-Type. */
    HTTP_CONTENT_TYPE("http.content_type", BOTH, Protocol.HTTP),
    /** Content-Length. */
    HTTP_CONTENT_LENGTH("http.content_len", BOTH, Protocol.HTTP),
    /** Connection. */
    HTTP_CONNECTION("http.connection", BOTH, Protocol.HTTP),
    /** First line and headers. */
    HTTP_START("http.start", BOTH, Protocol.HTTP),
    /** The protocol of the first line. */
    HTTP_PROTOCOL("http.protocol", BOTH, Protocol.HTTP),
    /** Status of a response. */
    HTTP_STATUS_CODE("http.stat_code", SERVER, Protocol.HTTP),
    /** Words behind the status. */
    HTTP_STATUS_MESSAGE("http.stat_msg", SERVER, Protocol.HTTP),
    /** First line of a response. */
    HTTP_RESPONSE_LINE("http.response_line", SERVER, Protocol.HTTP),
    /** Body of a response. */
    HTTP_RESPONSE_BODY("http.response_body", SERVER, Protocol.HTTP),
    /** Location. */
    HTTP_LOCATION("http.location", SERVER, Protocol.HTTP),
    /** Server. */
    HTTP_SERVER("http.server", SERVER, Protocol.HTTP),

    /** Name that is asked for. */
    DNS_QUERY("dns.query", CLIENT, Protocol.DNS),

    /** Server name of a client's hello. */
    TLS_SNI("tls.sni", CLIENT, Protocol.TLS),
    /** Subject of the server's certificate. */
    TLS_CERT_SUBJECT("tls.cert_subject", SERVER, Protocol.TLS),
    /** Issuer of the server's certificate. */
    TLS_CERT_ISSUER("tls.cert_issuer", SERVER, Protocol.TLS),
    /** Serial number of the server's certificate. */
    TLS_CERT_SERIAL("tls.cert_serial", SERVER, Protocol.TLS),
    /** SHA-1 of the server's certificate. */
    TLS_CERT_FINGERPRINT("tls.cert_fingerprint", SERVER, Protocol.TLS),
    /** The certificates as they were sent. */
    TLS_CERTIFICATES("tls.certs", SERVER, Protocol.TLS),
    /** MD5 over what a client's hello offers. */
    JA3_HASH("ja3.hash", CLIENT, Protocol.TLS),
    /** What that is taken over. */
    JA3_STRING("ja3.string", CLIENT, Protocol.TLS),
    /** MD5 over what a server's hello chooses. */
    JA3S_HASH("ja3s.hash", SERVER, Protocol.TLS),
    /** What that is taken over. */
    JA3S_STRING("ja3s.string", SERVER, Protocol.TLS),

    /** Protocol version of a banner. */
    SSH_PROTOCOL("ssh.proto", BOTH, Protocol.SSH),
    /** Software of a banner. */
    SSH_SOFTWARE("ssh.software", BOTH, Protocol.SSH);

    /** Which side sends it. */
    enum Side {
        /** The client. */
        CLIENT,
        /** The server. */
        SERVER,
        /** Each of them. */
        BOTH
    }

    private final String keyword;
    private final Side side;
    private final Optional<Protocol> protocol;

    Buffer(String keyword, Side side) {
        this.keyword = keyword;
        this.side = side;
        this.protocol = Optional.empty();
    }

    Buffer(String keyword, Side side, Protocol protocol) {
        this.keyword = keyword;
        this.side = side;
        this.protocol = Optional.of(protocol);
    }

    /** Returns the keyword of the language that names it. */
    public String keyword() {
        return keyword;
    }

    /** Returns who sends it. */
    Side side() {
        return side;
    }

    /** Returns the protocol that has it; empty if several do. */
    public Optional<Protocol> protocol() {
        return protocol;
    }

    /** Returns whether it belongs to a protocol over TCP or UDP. */
    boolean isApplication() {
        return this != PAYLOAD && this != BASE64;
    }
}
