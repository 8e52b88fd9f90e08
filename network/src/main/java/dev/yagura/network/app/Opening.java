package dev.yagura.network.app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.network.flow.FlowDirection;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The first bytes of both sides of a TCP connection, until they tell what is spoken. */
final class Opening {
    /** Where these do not tell, nothing does. */
    static final int MAX_BYTES = 4096;

    private static final int TLS_HEADER_BYTES = 6;
    private static final int SMB_BYTES = 8;
    private static final int DNS_PORT = 53;
    private static final int DNS_BYTES = 14; // length and header
    private static final Pattern REQUEST =
            Pattern.compile("\\A[A-Z][A-Z-]{2,19} \\S{1,4000} HTTP/1\\.\\d\r?\n");
    private static final Pattern FAMILIAR_REQUEST =
            Pattern.compile(
                    "\\A(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT|TRACE) [/*h\\w\\[]");
    private static final Pattern MAIL = Pattern.compile("\\A(?i:EHLO|HELO|LHLO)\\b");
    private static final Pattern FILES = Pattern.compile("\\A(?i:USER|AUTH|FEAT|SYST)\\b");

    /**
     * What came at a time.
     *
     * @param direction which way
     * @param bytes what
     */
    record Part(FlowDirection direction, MemorySegment bytes) {}

    private final int serverPort;
    private final List<Part> parts = new ArrayList<>();
    private int length;

    Opening(int serverPort) {
        this.serverPort = serverPort;
    }

    int costBytes() {
        return length;
    }

    /** Returns false if there are too many bytes to go on. */
    boolean add(FlowDirection direction, MemorySegment bytes) {
        parts.add(new Part(direction, MemorySegment.ofArray(bytes.toArray(JAVA_BYTE))));
        length += (int) bytes.byteSize();
        return length <= MAX_BYTES;
    }

    /** Returns what came, in its order. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    /** Returns what is spoken, once that is known. */
    Optional<AppProtocol> protocol() {
        byte[] client = bytes(FlowDirection.TO_SERVER);
        byte[] server = bytes(FlowDirection.TO_CLIENT);
        String asked = new String(client, ISO_8859_1);
        String answered = new String(server, ISO_8859_1);
        if (isTls(client) || isTls(server)) {
            return Optional.of(AppProtocol.TLS);
        }
        if (asked.startsWith("SSH-") || answered.startsWith("SSH-")) {
            return Optional.of(AppProtocol.SSH);
        }
        if (isSmb(client)) {
            return Optional.of(AppProtocol.SMB);
        }
        if (asked.startsWith("PRI * HTTP/2.0\r\n")) {
            return Optional.of(AppProtocol.HTTP2);
        }
        if (answered.startsWith("HTTP/1.")
                || FAMILIAR_REQUEST.matcher(asked).find()
                || REQUEST.matcher(asked).find()) {
            return Optional.of(AppProtocol.HTTP);
        }
        if (answered.startsWith("220") && MAIL.matcher(asked).find()) {
            return Optional.of(AppProtocol.SMTP);
        }
        if (answered.startsWith("220") && FILES.matcher(asked).find()) {
            return Optional.of(AppProtocol.FTP);
        }
        return serverPort == DNS_PORT && (isDns(client) || isDns(server))
                ? Optional.of(AppProtocol.DNS)
                : Optional.empty();
    }

    private byte[] bytes(FlowDirection direction) {
        var joined = new ByteArrayOutputStream();
        parts.stream()
                .filter(part -> part.direction() == direction)
                .forEach(part -> joined.writeBytes(part.bytes().toArray(JAVA_BYTE)));
        return joined.toByteArray();
    }

    /** A handshake record of SSL 3.0 to TLS 1.3 that starts with a hello. */
    private static boolean isTls(byte[] bytes) {
        return bytes.length >= TLS_HEADER_BYTES
                && bytes[0] == 22
                && bytes[1] == 3
                && bytes[2] <= 4
                && (bytes[5] == 1 || bytes[5] == 2);
    }

    /** A message of SMB 1, 2 or 3 behind its length (MS-SMB2, "Transport"). */
    private static boolean isSmb(byte[] bytes) {
        return bytes.length >= SMB_BYTES
                && bytes[0] == 0
                && (bytes[4] == (byte) 0xFF || bytes[4] == (byte) 0xFE)
                && bytes[5] == 'S'
                && bytes[6] == 'M'
                && bytes[7] == 'B';
    }

    /** A length that a message has, and a query with one question, or its answer. */
    private static boolean isDns(byte[] bytes) {
        return bytes.length >= DNS_BYTES
                && (Byte.toUnsignedInt(bytes[0]) << 8 | Byte.toUnsignedInt(bytes[1])) >= 12
                && bytes[6] == 0
                && bytes[7] == 1;
    }
}
