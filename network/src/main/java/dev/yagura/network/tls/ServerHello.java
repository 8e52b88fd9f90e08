package dev.yagura.network.tls;

import dev.yagura.bytes.MalformedStructureException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first message of a TLS server.
 *
 * @param version what it says for the sake of old clients: 0x0303 for TLS 1.2 and later
 * @param cipherSuite that it chose, IANA's number
 * @param extensions types, in their order
 * @param applicationProtocol that it chose; in TLS 1.3 it is encrypted, and empty here
 * @param selectedVersion that it chose, if that is TLS 1.3 or later
 */
public record ServerHello(
        int version,
        int cipherSuite,
        List<Integer> extensions,
        Optional<String> applicationProtocol,
        Optional<Integer> selectedVersion) {
    private static final int RANDOM_BYTES = 32;

    /** Copies the list. */
    public ServerHello {
        extensions = List.copyOf(extensions);
    }

    /** Returns the version that is spoken: 0x0304 for TLS 1.3. */
    public int negotiatedVersion() {
        return selectedVersion.orElse(version);
    }

    /**
     * Reads a message.
     *
     * @param body what comes behind the handshake's type and length
     * @throws MalformedStructureException if it cannot be right
     */
    public static ServerHello parse(MemorySegment body) throws MalformedStructureException {
        var cursor = new ByteCursor("tls server hello", body);
        int version = cursor.u16("legacy_version");
        cursor.skip("random", RANDOM_BYTES);
        cursor.vector8("legacy_session_id_echo");
        int suite = cursor.u16("cipher_suite");
        cursor.u8("legacy_compression_method");
        List<Integer> types = new ArrayList<>();
        Optional<String> protocol = Optional.empty();
        Optional<Integer> selected = Optional.empty();
        if (cursor.hasMore()) {
            ByteCursor extensions = cursor.vector16("extensions");
            while (extensions.hasMore()) {
                int type = extensions.u16("extension_type");
                types.add(type);
                ByteCursor data = extensions.vector16("extension_data");
                if (type == Extension.APPLICATION_PROTOCOLS) {
                    protocol = Extension.protocols(data).stream().findFirst();
                } else if (type == Extension.SUPPORTED_VERSIONS) {
                    selected = Optional.of(data.u16("selected_version"));
                }
            }
        }
        return new ServerHello(version, suite, types, protocol, selected);
    }
}
