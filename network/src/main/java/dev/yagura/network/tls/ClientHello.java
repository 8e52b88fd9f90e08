package dev.yagura.network.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.MalformedStructureException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first message of a TLS client. Values of GREASE (RFC 8701) are in the lists.
 *
 * @param version what it says for the sake of old servers: 0x0303 for TLS 1.2 and later
 * @param cipherSuites IANA's numbers, the preferred one first
 * @param extensions types, in their order
 * @param serverName whom it wants to talk to (SNI); bytes of no ASCII as characters from 128 on
 * @param groups key exchange groups, once called curves
 * @param pointFormats of elliptic curves
 * @param signatureAlgorithms that it takes
 * @param applicationProtocols that it can speak (ALPN), in the same form as the name
 * @param supportedVersions that it can speak; empty if it says only {@code version}
 */
public record ClientHello(
        int version,
        List<Integer> cipherSuites,
        List<Integer> extensions,
        Optional<String> serverName,
        List<Integer> groups,
        List<Integer> pointFormats,
        List<Integer> signatureAlgorithms,
        List<String> applicationProtocols,
        List<Integer> supportedVersions) {
    private static final int RANDOM_BYTES = 32;
    private static final int HOST_NAME = 0;

    /** Copies the lists. */
    public ClientHello {
        cipherSuites = List.copyOf(cipherSuites);
        extensions = List.copyOf(extensions);
        groups = List.copyOf(groups);
        pointFormats = List.copyOf(pointFormats);
        signatureAlgorithms = List.copyOf(signatureAlgorithms);
        applicationProtocols = List.copyOf(applicationProtocols);
        supportedVersions = List.copyOf(supportedVersions);
    }

    /**
     * Reads a message.
     *
     * @param body what comes behind the handshake's type and length
     * @throws MalformedStructureException if it cannot be right
     */
    public static ClientHello parse(MemorySegment body) throws MalformedStructureException {
        var cursor = new ByteCursor("tls client hello", body);
        int version = cursor.u16("legacy_version");
        cursor.skip("random", RANDOM_BYTES);
        cursor.vector8("legacy_session_id");
        List<Integer> suites = cursor.vector16("cipher_suites").restAsU16("cipher_suites");
        cursor.vector8("legacy_compression_methods");
        var builder = new Builder();
        if (cursor.hasMore()) {
            builder.readAll(cursor.vector16("extensions"));
        }
        return new ClientHello(
                version,
                suites,
                builder.types,
                builder.serverName,
                builder.groups,
                builder.pointFormats,
                builder.signatureAlgorithms,
                builder.applicationProtocols,
                builder.supportedVersions);
    }

    /** What extensions say. */
    private static final class Builder {
        private final List<Integer> types = new ArrayList<>();
        private Optional<String> serverName = Optional.empty();
        private List<Integer> groups = List.of();
        private List<Integer> pointFormats = List.of();
        private List<Integer> signatureAlgorithms = List.of();
        private List<String> applicationProtocols = List.of();
        private List<Integer> supportedVersions = List.of();

        private void readAll(ByteCursor extensions) throws MalformedStructureException {
            while (extensions.hasMore()) {
                int type = extensions.u16("extension_type");
                types.add(type);
                read(type, extensions.vector16("extension_data"));
            }
        }

        private void read(int type, ByteCursor data) throws MalformedStructureException {
            switch (type) {
                case Extension.SERVER_NAME -> serverName = serverName(data);
                case Extension.SUPPORTED_GROUPS ->
                        groups = data.vector16("named_group_list").restAsU16("named_group_list");
                case Extension.EC_POINT_FORMATS ->
                        pointFormats =
                                data.vector8("ec_point_format_list")
                                        .restAsU8("ec_point_format_list");
                case Extension.SIGNATURE_ALGORITHMS ->
                        signatureAlgorithms =
                                data.vector16("supported_signature_algorithms")
                                        .restAsU16("supported_signature_algorithms");
                case Extension.APPLICATION_PROTOCOLS ->
                        applicationProtocols = Extension.protocols(data);
                case Extension.SUPPORTED_VERSIONS ->
                        supportedVersions = data.vector8("versions").restAsU16("versions");
                default -> {}
            }
        }

        private static Optional<String> serverName(ByteCursor data)
                throws MalformedStructureException {
            ByteCursor names = data.vector16("server_name_list");
            while (names.hasMore()) {
                int kind = names.u8("name_type");
                byte[] name = names.vector16("HostName").rest();
                if (kind == HOST_NAME) {
                    return Optional.of(new String(name, ISO_8859_1));
                }
            }
            return Optional.empty();
        }
    }
}
