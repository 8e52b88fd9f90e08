package dev.yagura.network.app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.dns.DnsMessage;
import dev.yagura.network.dns.DnsRecord;
import dev.yagura.network.dns.DnsType;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowAnomaly;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.http.HttpRequest;
import dev.yagura.network.http.HttpResponse;
import dev.yagura.network.samples.Conversations;
import dev.yagura.network.tls.CertificateChain;
import dev.yagura.network.tls.ClientHello;
import dev.yagura.network.tls.Fingerprints;
import dev.yagura.network.tls.ServerHello;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said in {@link Conversations}, as this reader and as tshark have it. */
class TsharkConversationsTest {
    private final Written written = new Written();

    @BeforeEach
    void read() throws IOException {
        Conversations.replay(Conversations.frames(), new AppLayer(written));
        assertThat(written.troubles).isEmpty();
    }

    @Test
    void recognisesProtocolsWhateverTheirPort() {
        assertThat(written.protocols)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "tcp 8080", AppProtocol.HTTP,
                                "udp 53", AppProtocol.DNS,
                                "tcp 53", AppProtocol.DNS,
                                "tcp 4431", AppProtocol.TLS,
                                "tcp 4432", AppProtocol.TLS,
                                "tcp 22", AppProtocol.SSH,
                                "tcp 25", AppProtocol.SMTP,
                                "tcp 21", AppProtocol.FTP));
    }

    @Test
    void namesAndAnswersOfDns() throws IOException {
        assertThat(written.dns).hasSize(20).isEqualTo(Conversations.lines("dns.txt"));
    }

    @Test
    void requestsAndResponsesOfHttp() throws IOException {
        List<String> both = new ArrayList<>(written.requests);
        both.addAll(written.responses);
        assertThat(both).isEqualTo(Conversations.lines("http.txt"));
    }

    @Test
    void bodiesWithoutChunksAndCompression() throws IOException {
        List<String> expected =
                Conversations.lines("objects.txt").stream()
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .toList();
        assertThat(written.bodies).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void hellosAndCertificatesOfTls() throws IOException {
        List<String> all = new ArrayList<>(written.clientHellos);
        all.addAll(written.serverHellos);
        assertThat(all).isEqualTo(Conversations.lines("tls.txt"));
    }

    @Test
    void bannersAndCommands() throws IOException {
        List<String> expected =
                Conversations.lines("lines.txt").stream()
                        .map(line -> line.replaceAll(";$", "").replaceFirst(";", " "))
                        .toList();
        assertThat(written.lines.stream().filter(line -> !line.matches("\\d{3} .*")))
                .containsExactlyElementsOf(expected);
    }

    /** Writes what is told as tshark's fields are written. */
    private static final class Written implements AppListener {
        private final Map<String, AppProtocol> protocols = new HashMap<>();
        private final List<String> dns = new ArrayList<>();
        private final List<String> requests = new ArrayList<>();
        private final List<String> responses = new ArrayList<>();
        private final List<String> bodies = new ArrayList<>();
        private final List<String> clientHellos = new ArrayList<>();
        private final List<String> serverHellos = new ArrayList<>();
        private final List<String> lines = new ArrayList<>();
        private final List<String> troubles = new ArrayList<>();
        private final Map<FlowDirection, ByteArrayOutputStream> parts = new HashMap<>();

        @Override
        public void recognised(Flow flow, AppProtocol protocol) {
            String transport = flow.key().protocol() == 6 ? "tcp " : "udp ";
            protocols.put(transport + flow.key().server().port(), protocol);
        }

        @Override
        public void said(Flow flow, FlowDirection direction, AppRecord record) {
            switch (record) {
                case AppRecord.Dns(var message) -> dns.add(line(message));
                case AppRecord.QuicClient(var hello) -> troubles.add(hello.toString());
                case AppRecord.Dhcp(var message) -> troubles.add(message.toString());
                case AppRecord.Request(var head) -> requests.add(line(head));
                case AppRecord.Response(var head) -> responses.add(line(head));
                case AppRecord.BodyEnd end -> {
                    assertThat(end.whole()).isTrue();
                    bodies.add(sha256(part(direction).toByteArray()));
                    part(direction).reset();
                }
                case AppRecord.Odd(var oddity) -> troubles.add(oddity.name());
                case AppRecord.TlsClient(var hello) -> clientHellos.add(line(hello));
                case AppRecord.TlsServer(var hello) -> serverHellos.add(line(hello) + ";");
                case AppRecord.TlsCertificates(var chain) ->
                        serverHellos.add(serverHellos.removeLast() + encoded(chain));
                case AppRecord.Line(var text) -> lines.add(text);
            }
        }

        @Override
        public void body(Flow flow, FlowDirection direction, MemorySegment bytes) {
            part(direction).writeBytes(bytes.toArray(JAVA_BYTE));
        }

        @Override
        public void malformed(Flow flow, FlowDirection direction, MalformedStructureException why) {
            troubles.add(why.getMessage());
        }

        @Override
        public void anomaly(Flow flow, FlowAnomaly anomaly) {
            troubles.add(anomaly.toString());
        }

        @Override
        public void gap(Flow flow, FlowDirection direction, long bytes) {
            troubles.add("gap of " + bytes);
        }

        private ByteArrayOutputStream part(FlowDirection direction) {
            return parts.computeIfAbsent(direction, any -> new ByteArrayOutputStream());
        }
    }

    private static String line(DnsMessage message) {
        var question = message.questions().getFirst();
        List<DnsRecord> answers = message.answers();
        return String.join(
                ";",
                "0x%04x".formatted(message.id()),
                message.response() ? "1" : "0",
                message.response() ? String.valueOf(message.responseCode()) : "",
                question.name(),
                String.valueOf(question.type()),
                // Of services tshark has the name elsewhere.
                answers.stream()
                        .filter(answer -> answer.type() != DnsType.SRV)
                        .map(DnsRecord::name)
                        .collect(joining(",")),
                answers.stream().map(answer -> "" + answer.type()).collect(joining(",")),
                answers.stream()
                        .map(answer -> "" + answer.timeToLiveSeconds())
                        .collect(joining(",")),
                data(answers, DnsType.A),
                data(answers, DnsType.AAAA),
                data(answers, DnsType.CNAME),
                data(answers, DnsType.MX),
                data(answers, DnsType.TXT).replace("v=onetwo", "v=one,two"),
                data(answers, DnsType.SRV),
                data(answers, DnsType.PTR));
    }

    private static String data(List<DnsRecord> answers, int type) {
        return answers.stream()
                .filter(answer -> answer.type() == type)
                .map(answer -> answer.data().substring(answer.data().lastIndexOf(' ') + 1))
                .collect(joining(","));
    }

    private static String line(HttpRequest head) {
        return String.join(
                ";",
                head.method(),
                head.target(),
                head.version(),
                head.host().orElse(""),
                head.fields().first("user-agent").orElse(""));
    }

    private static String line(HttpResponse head) {
        return String.join(
                ";",
                String.valueOf(head.status()),
                head.reason(),
                head.fields().first("content-type").orElse(""),
                head.fields().first("content-encoding").orElse(""),
                head.fields().first("transfer-encoding").orElse(""));
    }

    private static String line(ClientHello hello) {
        return String.join(
                ";",
                hex(hello.version()),
                hello.serverName().orElse(""),
                String.join(",", hello.applicationProtocols()),
                hello.cipherSuites().stream()
                        .map(TsharkConversationsTest::hex)
                        .collect(joining(",")),
                Fingerprints.ja3Text(hello),
                Fingerprints.ja3(hello));
    }

    private static String line(ServerHello hello) {
        return String.join(
                ";",
                hex(hello.version()),
                hex(hello.cipherSuite()),
                hello.applicationProtocol().orElse(""),
                Fingerprints.ja3sText(hello),
                Fingerprints.ja3s(hello));
    }

    private static String encoded(CertificateChain chain) {
        return chain.certificates().stream()
                .map(TsharkConversationsTest::encoded)
                .collect(joining(","));
    }

    private static String encoded(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(int number) {
        return "0x%04x".formatted(number);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
