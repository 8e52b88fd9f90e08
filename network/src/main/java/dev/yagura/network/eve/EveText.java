package dev.yagura.network.eve;

import dev.yagura.network.packet.IpAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How EVE writes times, addresses and the names of protocols. */
final class EveText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private EveText() {}

    /** Returns a time to the microsecond, in UTC. */
    static String time(Instant time) {
        return TIME.format(time) + "+0000";
    }

    /** Returns a time to the second, in UTC, without saying so. */
    static String seconds(Instant time) {
        return SECONDS.format(time);
    }

    /** Returns an address; one of IPv6 with all its digits. */
    static String address(IpAddress address) {
        if (!address.isV6()) {
            return address.toString();
        }
        String digits = "%016x%016x".formatted(address.high(), address.low());
        var text = new StringBuilder(digits.substring(0, 4));
        for (int at = 4; at < digits.length(); at += 4) {
            text.append(':').append(digits, at, at + 4);
        }
        return text.toString();
    }

    static String protocol(int number) {
        return switch (number) {
            case 1 -> "ICMP";
            case 6 -> "TCP";
            case 17 -> "UDP";
            case 47 -> "GRE";
            case 58 -> "IPv6-ICMP";
            case 132 -> "SCTP";
            default -> "%03d".formatted(number);
        };
    }
}
