package dev.yagura.detect.network;

import dev.yagura.detect.Confidence;
import dev.yagura.detect.DetectorInfo;
import dev.yagura.detect.Evidence;
import dev.yagura.detect.Finding;
import dev.yagura.detect.Severity;
import dev.yagura.network.app.AppRecord;
import dev.yagura.network.flow.Flow;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.tls.ClientHello;
import dev.yagura.network.tls.Fingerprints;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** Finds fingerprints and certificates of TLS that are in the user's lists. */
final class KnownBadDetector implements NetworkDetector {
    static final DetectorInfo INFO =
            new DetectorInfo(
                    "network.tls.known-bad",
                    "a fingerprint or certificate of TLS that a list calls bad",
                    Severity.CRITICAL,
                    List.of("T1573.002"),
                    "Compares JA3, JA3S and JA4 of hellos, and SHA-1 and SHA-256 of servers'"
                            + " certificates up to TLS 1.2, with the user's lists (--known-bad)."
                            + " Runs with a list only. Looking alike: a fingerprint is of a library"
                            + " and its settings, so honest programs can have the same; that is why"
                            + " the confidence in one is low, and high in a certificate. Evading:"
                            + " another library or order, TLS 1.3 for certificates.",
                    "Read what the list says of it, and find the process that talks.");

    private final BadFingerprints bad;
    private final NetworkReporter reporter;

    KnownBadDetector(NetworkSettings settings, Consumer<Finding> findings) {
        bad = settings.bad();
        reporter = new NetworkReporter(INFO, findings);
    }

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public void said(Flow flow, FlowDirection direction, AppRecord record) {
        if (record instanceof AppRecord.TlsClient(var hello)) {
            judge(flow, hello, /* overQuic= */ false);
        } else if (record instanceof AppRecord.QuicClient(var hello)) {
            judge(flow, hello, /* overQuic= */ true);
        } else if (record instanceof AppRecord.TlsServer(var hello)) {
            judge(flow, "JA3S", Fingerprints.ja3s(hello), Confidence.LOW);
        } else if (record instanceof AppRecord.TlsCertificates(var chain)
                && direction == FlowDirection.TO_CLIENT) {
            for (X509Certificate certificate : chain.certificates()) {
                judge(flow, "SHA-1", digest("SHA-1", certificate), Confidence.HIGH);
                judge(flow, "SHA-256", digest("SHA-256", certificate), Confidence.HIGH);
            }
        }
    }

    private void judge(Flow flow, ClientHello hello, boolean overQuic) {
        judge(flow, "JA3", Fingerprints.ja3(hello), Confidence.LOW);
        judge(flow, "JA4", Fingerprints.ja4(hello, overQuic), Confidence.LOW);
    }

    private void judge(Flow flow, String kind, String value, Confidence confidence) {
        bad.find(value).ifPresent(known -> report(flow, kind, known, confidence));
    }

    private void report(
            Flow flow, String kind, BadFingerprints.Known known, Confidence confidence) {
        String between = "%s to %s".formatted(flow.key().client().address(), flow.key().server());
        reporter.report(
                flow.lastSeen(),
                confidence,
                "%s, %s".formatted(between, known.value()),
                "%s, %s %s is in a list of bad ones".formatted(between, kind, known.value()),
                List.of(
                        new Evidence.Traffic(
                                between,
                                kind,
                                known.value() + ", listed as " + known.describe(),
                                "none that is listed",
                                flow.firstSeen(),
                                flow.lastSeen())));
    }

    private static String digest(String algorithm, X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("what was read can be written and digested", e);
        }
    }

    @Override
    public long forgotten() {
        return 0;
    }
}
