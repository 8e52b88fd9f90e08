package dev.yagura.cli.flows;

import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.dns.DnsQuestion;
import dev.yagura.network.http.HttpRequest;
import dev.yagura.network.tls.ClientHello;
import dev.yagura.network.tls.Fingerprints;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was said in one flow, in short. */
final class FlowNotes {
    /** A flow of a resolver asks for names without end. */
    private static final int MAX_NAMES = 16;

    private static final int MAX_NAME_CHARACTERS = 256;

    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, String> fingerprints = new LinkedHashMap<>();
    private Optional<AppProtocol> protocol = Optional.empty();
    private boolean moreNames;
    private long malformed;

    void recognised(AppProtocol spoken) {
        protocol = Optional.of(spoken);
    }

    void malformed() {
        malformed++;
    }

    void said(AppRecord record) {
        switch (record) {
            case AppRecord.Dns(var message) ->
                    message.questions().stream().map(DnsQuestion::name).forEach(this::name);
            case AppRecord.Request(HttpRequest head) -> head.host().ifPresent(this::name);
            case AppRecord.TlsClient(ClientHello hello) -> {
                hello.serverName().ifPresent(this::name);
                fingerprints.put("ja3", Fingerprints.ja3(hello));
                fingerprints.put("ja4", Fingerprints.ja4(hello, false));
            }
            case AppRecord.QuicClient(var hello) -> {
                hello.serverName().ifPresent(this::name);
                fingerprints.put("ja3", Fingerprints.ja3(hello));
                fingerprints.put("ja4", Fingerprints.ja4(hello, true));
            }
            case AppRecord.TlsServer(var hello) ->
                    fingerprints.put("ja3s", Fingerprints.ja3s(hello));
            case AppRecord.Dhcp _,
                    AppRecord.Response _,
                    AppRecord.BodyEnd _,
                    AppRecord.Odd _,
                    AppRecord.TlsCertificates _,
                    AppRecord.Line _ -> {}
        }
    }

    private void name(String name) {
        String part = name.substring(0, Math.min(name.length(), MAX_NAME_CHARACTERS));
        if (names.size() < MAX_NAMES) {
            names.add(part);
        } else if (!names.contains(part)) {
            moreNames = true;
        }
    }

    /** Returns what is spoken; empty if it is not known. */
    String protocol() {
        return protocol.map(AppProtocol::id).orElse("");
    }

    /** Returns hosts that were asked for or spoken to, the first of them. */
    List<String> names() {
        return List.copyOf(names);
    }

    /** Returns whether there were more names. */
    boolean hasMoreNames() {
        return moreNames;
    }

    /** Returns fingerprints of TLS by their kind. */
    Map<String, String> fingerprints() {
        return Map.copyOf(fingerprints);
    }

    /** Returns how often what was said did not follow the protocol. */
    long malformedMessages() {
        return malformed;
    }
}
