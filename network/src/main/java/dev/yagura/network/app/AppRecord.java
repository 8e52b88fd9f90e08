package dev.yagura.network.app;

import dev.yagura.network.dhcp.DhcpMessage;
import dev.yagura.network.dns.DnsMessage;
import dev.yagura.network.http.HttpOddity;
import dev.yagura.network.http.HttpRequest;
import dev.yagura.network.http.HttpResponse;
import dev.yagura.network.tls.CertificateChain;
import dev.yagura.network.tls.ClientHello;
import dev.yagura.network.tls.ServerHello;

/** Something that one side of a flow said. */
public sealed interface AppRecord {
    /** A message of the domain name system. */
    record Dns(DnsMessage message) implements AppRecord {}

    /** A message of the dynamic host configuration protocol. */
    record Dhcp(DhcpMessage message) implements AppRecord {}

    /** The head of an HTTP request. */
    record Request(HttpRequest head) implements AppRecord {}

    /** The head of an HTTP response. */
    record Response(HttpResponse head) implements AppRecord {}

    /**
     * The end of a body of HTTP.
     *
     * @param wireBytes its length, without chunks' sizes, compressed as it came
     * @param whole whether nothing of it is missing
     */
    record BodyEnd(long wireBytes, boolean whole) implements AppRecord {}

    /** A message of HTTP is odd. */
    record Odd(HttpOddity oddity) implements AppRecord {}

    /** The first message of a TLS client. */
    record TlsClient(ClientHello hello) implements AppRecord {}

    /** The hello of TLS with which a client of QUIC starts. */
    record QuicClient(ClientHello hello) implements AppRecord {}

    /** The first message of a TLS server. */
    record TlsServer(ServerHello hello) implements AppRecord {}

    /** Certificates, up to TLS 1.2. */
    record TlsCertificates(CertificateChain chain) implements AppRecord {}

    /**
     * A line of text: of SSH the banner, of SMTP and FTP a command or an answer.
     *
     * @param text without the line's end; bytes of no ASCII as characters from 128 on
     */
    record Line(String text) implements AppRecord {}
}
