package dev.yagura.network.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.MalformedStructureException;
import java.util.ArrayList;
import java.util.List;

/** Extensions that are read; numbers of IANA's "TLS ExtensionType Values". */
final class Extension {
    static final int SERVER_NAME = 0;
    static final int SUPPORTED_GROUPS = 10;
    static final int EC_POINT_FORMATS = 11;
    static final int SIGNATURE_ALGORITHMS = 13;
    static final int APPLICATION_PROTOCOLS = 16;
    static final int SUPPORTED_VERSIONS = 43;

    private Extension() {}

    /** Reads a list of application protocols (RFC 7301). */
    static List<String> protocols(ByteCursor data) throws MalformedStructureException {
        ByteCursor list = data.vector16("protocol_name_list");
        List<String> protocols = new ArrayList<>();
        while (list.hasMore()) {
            protocols.add(new String(list.vector8("ProtocolName").rest(), ISO_8859_1));
        }
        return protocols;
    }
}
