package dev.yagura.channel.transport;

import dev.yagura.channel.ChannelException;
import dev.yagura.channel.ChannelException.Reason;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what a failure of the JDK's TLS means for this connection. */
final class TlsFailure {
    /** The JDK has no type for an alert it received; all its versions use these words. */
    private static final String ALERT = "Received fatal alert: ";

    /** Alerts by which an end says that it does not take the other's certificate [RFC 8446, 6]. */
    private static final Set<String> OF_CERTIFICATE =
            Set.of(
                    "bad_certificate",
                    "certificate_unknown",
                    "certificate_required",
                    "access_denied",
                    "unknown_ca");

    private TlsFailure() {}

    /** Returns what a failed handshake means. */
    static ChannelException inHandshake(String peer, SSLException e) {
        CertificateException refused = find(CertificateException.class, e);
        if (refused != null) {
            return new ChannelException(
                    Reason.PEER_REFUSED,
                    "%s: its certificate is refused: %s".formatted(peer, refused.getMessage()),
                    e);
        }
        String alert = alert(e);
        if (alert != null) {
            return byPeer(peer, alert, e);
        }
        return new ChannelException(
                Reason.HANDSHAKE, "%s: TLS handshake failed: %s".formatted(peer, text(e)), e);
    }

    /** Returns what a refused record after the handshake means. */
    static ChannelException afterHandshake(String peer, SSLException e) {
        String alert = alert(e);
        if (alert != null) {
            return byPeer(peer, alert, e);
        }
        return new ChannelException(
                Reason.TAMPERED, "%s: TLS record is refused: %s".formatted(peer, text(e)), e);
    }

    private static ChannelException byPeer(String peer, String alert, SSLException e) {
        String message =
                OF_CERTIFICATE.contains(alert)
                        ? "%s: it refuses this end's certificate or evidence (TLS alert %s):"
                                + " its policy decides"
                        : "%s: it ended the connection by TLS alert %s";
        return new ChannelException(Reason.REFUSED_BY_PEER, message.formatted(peer, alert), e);
    }

    private static @Nullable String alert(SSLException e) {
        String message = text(e);
        int at = message.indexOf(ALERT);
        return at < 0 ? null : message.substring(at + ALERT.length());
    }

    private static String text(SSLException e) {
        return String.valueOf(e.getMessage());
    }

    private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable top) {
        Throwable at = top;
        for (int depth = 0; at != null && depth < 16; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }
}
