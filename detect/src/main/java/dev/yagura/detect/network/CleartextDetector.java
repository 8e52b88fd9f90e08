package dev.yagura.detect.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.flow.FlowEnd;
import dev.yagura.network.http.HttpRequest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds passwords that everybody on the way can read. */
final class CleartextDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.cleartext.credentials",
                    "a password is sent in the clear",
                    Severity.WARNING,
                    List.of("T1040", "T1552"),
                    "Looks for PASS of FTP (but for anonymous users), AUTH PLAIN and AUTH LOGIN of"
                            + " SMTP, and Basic authorization of HTTP, where none of it is in TLS. The"
                            + " password itself is neither kept nor shown. Not looked at: forms and"
                            + " cookies of HTTP, POP3, IMAP, telnet, LDAP. Looking alike: nothing;"
                            + " but the network between the two may be one that is trusted.",
                    "Turn on TLS for this service; change the password.");

    private static final int MAX_NAME_CHARACTERS = 100;
    private static final Set<String> NOBODY = Set.of("anonymous", "ftp");
    private static final String BASIC = "basic ";

    private final NetworkReporter reporter;
    private final Map<Flow, AppProtocol> spoken = new HashMap<>();
    private final Map<Flow, String> users = new HashMap<>();

    CleartextDetector(Consumer<Finding> findings) {
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void recognised(Flow flow, AppProtocol protocol) {
        if (protocol == AppProtocol.FTP || protocol == AppProtocol.SMTP) {
            spoken.put(flow, protocol);
        }
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        if (direction != FlowDirection.TO_SERVER) {
            return;
        }
        if (record instanceof AppRecord.Request(var head)) {
            basicUser(head).ifPresent(user -> report(flow, "http", user));
        } else if (record instanceof AppRecord.Line(var line)) {
            AppProtocol protocol = spoken.get(flow);
            if (protocol == AppProtocol.FTP) {
                ftp(flow, line);
            } else if (protocol == AppProtocol.SMTP) {
                smtp(flow, line);
            }
        }
    }

    private void ftp(Flow flow, String line) {
        String command = line.toUpperCase(Locale.ROOT);
        if (command.startsWith("USER ")) {
            users.put(flow, line.substring("USER ".length()).strip());
        } else if (command.startsWith("PASS ")) {
            String user = users.getOrDefault(flow, "");
            if (!NOBODY.contains(user.toLowerCase(Locale.ROOT))) {
                report(flow, "ftp", user);
            }
        }
    }

    private void smtp(Flow flow, String line) {
        String command = line.toUpperCase(Locale.ROOT);
        if (command.startsWith("AUTH PLAIN") || command.startsWith("AUTH LOGIN")) {
            String[] words = line.split(" ", -1);
            String sent = words.length > 2 ? decoded(words[2]).orElse("") : "";
            String[] parts = sent.split("\0", -1); // who acts, who logs in, password (RFC 4616)
            report(flow, "smtp", parts.length == 3 ? parts[1] : "");
        }
    }

    private static Optional<String> basicUser(HttpRequest head) {
        return head.fields()
                .first("Authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BASIC))
                .flatMap(value -> decoded(value.substring(BASIC.length()).strip()))
                .filter(pair -> pair.contains(":"))
                .map(pair -> pair.substring(0, pair.indexOf(':')));
    }

    private static Optional<String> decoded(String base64) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(base64), ISO_8859_1));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private void report(Flow flow, String protocol, String user) {
        String between =
                "%s to %s, %s"
                        .formatted(flow.key().client().address(), flow.key().server(), protocol);
        String who = user.substring(0, Math.min(user.length(), MAX_NAME_CHARACTERS));
        reporter.report(
                flow.lastSeen(),
                Confidence.HIGH,
                between,
                "%s: the password of %s is sent in the clear"
                        .formatted(between, who.isEmpty() ? "somebody" : "\"" + who + "\""),
                List.of(
                        new Evidence.Traffic(
                                between,
                                "user whose password was sent",
                                who.isEmpty() ? "not known" : who,
                                "none without TLS",
                                flow.firstSeen(),
                                flow.lastSeen())));
    }

    @Override
    public void ended(Flow flow, FlowEnd why) {
        spoken.remove(flow);
        users.remove(flow);
    }

    @Override
    public long forgotten() {
        return 0;
    }
}
