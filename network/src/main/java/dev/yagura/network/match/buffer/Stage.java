package dev.yagura.network.match.buffer;

import dev.yagura.network.rules.Buffer;
import dev.yagura.network.rules.Protocol;
import java.util.Optional;

/** How far one side's part of a transaction has come; later ones of a protocol have all of it. */
public enum Stage {
    /** HTTP: first line and fields are there. */
    HTTP_HEAD(Protocol.HTTP),
    /** HTTP: the body is there, or as much of it as is looked at. */
    HTTP_BODY(Protocol.HTTP),
    /** DNS: the message is there. */
    DNS_MESSAGE(Protocol.DNS),
    /** TLS: the hello is there. */
    TLS_HELLO(Protocol.TLS),
    /** TLS: the certificates are there. */
    TLS_CERTIFICATES(Protocol.TLS),
    /** SSH: the banner is there. */
    SSH_BANNER(Protocol.SSH);

    private final Protocol protocol;

    Stage(Protocol protocol) {
        this.protocol = protocol;
    }

    /** Returns whose stage it is. */
    public Protocol protocol() {
        return protocol;
    }

    /** Returns from when on a buffer can be looked at; empty for payloads and what is in them. */
    public static Optional<Stage> of(Buffer buffer) {
        return Optional.ofNullable(
                switch (buffer) {
                    case PAYLOAD, BASE64 -> null;
                    case FILE_DATA, HTTP_REQUEST_BODY, HTTP_RESPONSE_BODY -> HTTP_BODY;
                    case HTTP_URI,
                            HTTP_URI_RAW,
                            HTTP_METHOD,
                            HTTP_REQUEST_LINE,
                            HTTP_USER_AGENT,
                            HTTP_HOST,
                            HTTP_HOST_RAW,
                            HTTP_ACCEPT,
                            HTTP_ACCEPT_LANGUAGE,
                            HTTP_ACCEPT_ENCODING,
                            HTTP_REFERER,
                            HTTP_HEADER,
                            HTTP_HEADER_RAW,
                            HTTP_HEADER_NAMES,
                            HTTP_COOKIE,
                            HTTP_CONTENT_TYPE,
                            HTTP_CONTENT_LENGTH,
                            HTTP_CONNECTION,
                            HTTP_START,
                            HTTP_PROTOCOL,
                            HTTP_STATUS_CODE,
                            HTTP_STATUS_MESSAGE,
                            HTTP_RESPONSE_LINE,
                            HTTP_LOCATION,
                            HTTP_SERVER ->
                            HTTP_HEAD;
                    case DNS_QUERY -> DNS_MESSAGE;
                    case TLS_SNI, JA3_HASH, JA3_STRING, JA3S_HASH, JA3S_STRING -> TLS_HELLO;
                    case TLS_CERT_SUBJECT,
                            TLS_CERT_ISSUER,
                            TLS_CERT_SERIAL,
                            TLS_CERT_FINGERPRINT,
                            TLS_CERTIFICATES ->
                            TLS_CERTIFICATES;
                    case SSH_PROTOCOL, SSH_SOFTWARE -> SSH_BANNER;
                });
    }
}
