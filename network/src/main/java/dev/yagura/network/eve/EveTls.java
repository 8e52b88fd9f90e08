package dev.yagura.network.eve;

import dev.yagura.network.match.buffer.CertificateText;
import dev.yagura.network.tls.CertificateChain;
import dev.yagura.network.tls.ClientHello;
import dev.yagura.network.tls.Fingerprints;
import dev.yagura.network.tls.ServerHello;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** What records say of the handshake of one connection. */
final class EveTls {
    private static final int TLS_1_3 = 0x0304;

    private final SequencedMap<String, Object> certificate = new LinkedHashMap<>();
    private final SequencedMap<String, Object> hellos = new LinkedHashMap<>();
    private final SequencedMap<String, Object> fingerprints = new LinkedHashMap<>();
    private boolean encrypted;
    private boolean taken;

    void client(ClientHello hello) {
        hello.serverName().ifPresent(name -> hellos.put("sni", name));
        fingerprints.put("ja3", fingerprint(Fingerprints.ja3(hello), Fingerprints.ja3Text(hello)));
        fingerprints.put("ja4", Fingerprints.ja4(hello, false));
    }

    void server(ServerHello hello) {
        hellos.put("version", version(hello.negotiatedVersion()));
        fingerprints.put(
                "ja3s", fingerprint(Fingerprints.ja3s(hello), Fingerprints.ja3sText(hello)));
        encrypted = hello.negotiatedVersion() == TLS_1_3;
    }

    void certificates(CertificateChain chain) {
        if (!chain.certificates().isEmpty()) {
            X509Certificate own = chain.certificates().getFirst();
            certificate.put("subject", CertificateText.subject(own));
            certificate.put("issuerdn", CertificateText.issuer(own));
            certificate.put("serial", CertificateText.serial(own));
            certificate.put("fingerprint", CertificateText.fingerprint(own));
            certificate.put("notbefore", EveText.seconds(own.getNotBefore().toInstant()));
            certificate.put("notafter", EveText.seconds(own.getNotAfter().toInstant()));
        }
    }

    /**
     * Returns the whole of it, once: when all has come that can be seen, or at the end.
     *
     * @param atEnd whether nothing more comes
     */
    Optional<SequencedMap<String, Object>> take(boolean atEnd) {
        boolean whole = encrypted || !certificate.isEmpty();
        if (taken || fingerprints.isEmpty() || (!whole && !atEnd)) {
            return Optional.empty();
        }
        taken = true;
        SequencedMap<String, Object> fields = new LinkedHashMap<>(certificate);
        fields.putAll(hellos);
        fields.putAll(fingerprints);
        return Optional.of(fields);
    }

    private static SequencedMap<String, Object> fingerprint(String hash, String text) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("hash", hash);
        fields.put("string", text);
        return fields;
    }

    private static String version(int number) {
        return switch (number) {
            case TLS_1_3 -> "TLS 1.3";
            case 0x0303 -> "TLS 1.2";
            case 0x0302 -> "TLS 1.1";
            case 0x0301 -> "TLS 1.0";
            case 0x0300 -> "SSLv3";
            default -> "0x%04x".formatted(number);
        };
    }
}
