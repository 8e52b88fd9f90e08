package dev.yagura.network.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Short names for how a TLS program says hello, by which programs are known again.
 *
 * <p>JA3 and JA3S are those of Salesforce's "TLS Fingerprinting with JA3 and JA3S", without values
 * of GREASE; JA4 is that of FoxIO's "JA4: TLS Client Fingerprinting". A program may send whatever
 * it likes: a fingerprint says what it looks like.
 */
public final class Fingerprints {
    private static final int MAX_COUNT = 99;
    private static final int JA4_HASH_CHARACTERS = 12;
    private static final String NOTHING = "0".repeat(JA4_HASH_CHARACTERS);

    private Fingerprints() {}

    /** Returns the text of which {@link #ja3} is the hash. */
    public static String ja3Text(ClientHello hello) {
        return Stream.of(
                        List.of(hello.version()),
                        Grease.without(hello.cipherSuites()),
                        Grease.without(hello.extensions()),
                        Grease.without(hello.groups()),
                        hello.pointFormats())
                .map(Fingerprints::dashed)
                .collect(joining(","));
    }

    /** Returns the JA3 fingerprint: 32 hexadecimal digits. */
    public static String ja3(ClientHello hello) {
        return hash("MD5", ja3Text(hello));
    }

    /** Returns the text of which {@link #ja3s} is the hash. */
    public static String ja3sText(ServerHello hello) {
        return "%d,%d,%s"
                .formatted(
                        hello.version(),
                        hello.cipherSuite(),
                        dashed(Grease.without(hello.extensions())));
    }

    /** Returns the JA3S fingerprint: 32 hexadecimal digits. */
    public static String ja3s(ServerHello hello) {
        return hash("MD5", ja3sText(hello));
    }

    /**
     * Returns the JA4 fingerprint of a client.
     *
     * @param overQuic whether the hello came in QUIC instead of TCP
     */
    public static String ja4(ClientHello hello, boolean overQuic) {
        List<Integer> suites = Grease.without(hello.cipherSuites());
        List<Integer> extensions = Grease.without(hello.extensions());
        String head =
                "%s%s%s%02d%02d%s"
                        .formatted(
                                overQuic ? "q" : "t",
                                version(hello),
                                hello.extensions().contains(Extension.SERVER_NAME) ? "d" : "i",
                                Math.min(suites.size(), MAX_COUNT),
                                Math.min(extensions.size(), MAX_COUNT),
                                protocol(hello.applicationProtocols().stream().findFirst()));
        String signatures = hexadecimal(Grease.without(hello.signatureAlgorithms()).stream());
        String sorted =
                hexadecimal(
                        extensions.stream()
                                .filter(type ->
                                        type != Extension.SERVER_NAME
                                                && type != Extension.APPLICATION_PROTOCOLS)
                                .sorted());
        return String.join(
                "_",
                head,
                shortened(hexadecimal(suites.stream().sorted())),
                shortened(signatures.isEmpty() ? sorted : sorted + "_" + signatures));
    }

    private static String version(ClientHello hello) {
        int highest =
                Grease.without(hello.supportedVersions()).stream()
                        .max(Integer::compare)
                        .orElse(hello.version());
        return switch (highest) {
            case 0x0304 -> "13";
            case 0x0303 -> "12";
            case 0x0302 -> "11";
            case 0x0301 -> "10";
            case 0x0300 -> "s3";
            case 0x0002 -> "s2";
            default -> "00";
        };
    }

    /** First and last character of the protocol, or of its hexadecimal form if it has others. */
    private static String protocol(Optional<String> first) {
        if (first.isEmpty() || first.get().isEmpty()) {
            return "00";
        }
        String name = first.get();
        if (!isAlphanumeric(name.charAt(0)) || !isAlphanumeric(name.charAt(name.length() - 1))) {
            name = HexFormat.of().formatHex(name.getBytes(ISO_8859_1));
        }
        return "" + name.charAt(0) + name.charAt(name.length() - 1);
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static String dashed(List<Integer> values) {
        return values.stream().map(String::valueOf).collect(joining("-"));
    }

    private static String hexadecimal(Stream<Integer> values) {
        return values.map("%04x"::formatted).collect(joining(","));
    }

    private static String shortened(String text) {
        return text.isEmpty() ? NOTHING : hash("SHA-256", text).substring(0, JA4_HASH_CHARACTERS);
    }

    private static String hash(String algorithm, String text) {
        try {
            byte[] digest = MessageDigest.getInstance(algorithm).digest(text.getBytes(ISO_8859_1));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
