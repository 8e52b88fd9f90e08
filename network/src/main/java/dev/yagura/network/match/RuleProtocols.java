package dev.yagura.network.match;

import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.rules.Protocol;
import java.util.Optional;

/** What rules call the protocols that are recognised. */
final class RuleProtocols {
    private RuleProtocols() {}

    /** Returns the protocol of rules; empty if they have none. */
    static Optional<Protocol> of(AppProtocol spoken) {
        return switch (spoken) {
            case DNS -> Optional.of(Protocol.DNS);
            case HTTP -> Optional.of(Protocol.HTTP);
            case TLS -> Optional.of(Protocol.TLS);
            case SSH -> Optional.of(Protocol.SSH);
            case SMTP -> Optional.of(Protocol.SMTP);
            case FTP -> Optional.of(Protocol.FTP);
            case SMB -> Optional.of(Protocol.SMB);
            case HTTP2, DHCP, NTP, QUIC -> Optional.empty();
        };
    }
}
