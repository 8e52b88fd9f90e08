package dev.yagura.network.eve;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.network.app.AppProtocol;
import dev.yagura.network.flow.AnomalyKind;
import dev.yagura.network.http.HttpOddity;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What records say of what is odd: under the name of Suricata's event where it has one for the same
 * ("decoder-events.rules", "stream-events.rules"), else under one that starts with {@code yagura}.
 */
final class EveAnomaly {
    private EveAnomaly() {}

    /** A frame that no receiver takes. */
    static SequencedMap<String, Object> decode(MalformedStructureException why) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "decode");
        fields.put("event", "decoder." + decoderEvent(why));
        fields.put("detail", why.getMessage());
        return fields;
    }

    private static String decoderEvent(MalformedStructureException why) {
        boolean cut = why.reason() == Reason.TRUNCATED;
        return switch (why.structure()) {
            case "ipv4 header" ->
                    switch (why.field()) {
                        case "Version" -> cut ? "ipv4.pkt_too_small" : "ipv4.wrong_ip_version";
                        case "IHL" -> cut ? "ipv4.pkt_too_small" : "ipv4.hlen_too_small";
                        case "Total Length" ->
                                cut ? "ipv4.trunc_pkt" : "ipv4.iplen_smaller_than_hlen";
                        default -> cut ? "ipv4.pkt_too_small" : other(why);
                    };
            case "ipv6 header" ->
                    switch (why.field()) {
                        case "Version" -> "ipv6.wrong_ip_version";
                        case "Payload Length" -> "ipv6.trunc_pkt";
                        default -> cut ? "ipv6.pkt_too_small" : other(why);
                    };
            case "tcp header" ->
                    switch (why.field()) {
                        case "Data Offset" -> cut ? "tcp.hlen_too_small" : "tcp.invalid_optlen";
                        default -> cut ? "tcp.pkt_too_small" : other(why);
                    };
            case "udp header" ->
                    switch (why.field()) {
                        case "Length" -> cut ? "udp.pkt_too_small" : "udp.len_invalid";
                        default -> cut ? "udp.hlen_too_small" : other(why);
                    };
            case "icmp header" -> cut ? "icmpv4.pkt_too_small" : other(why);
            case "gre header" -> cut ? "gre.pkt_too_small" : other(why);
            case "ethernet header" -> cut ? "ethernet.pkt_too_small" : other(why);
            case "vlan tag" -> cut ? "vlan.header_too_small" : other(why);
            default -> other(why);
        };
    }

    private static String other(MalformedStructureException why) {
        return "yagura." + word(why.structure()) + "." + word(why.reason().name());
    }

    /** Something odd in a flow. */
    static SequencedMap<String, Object> stream(AnomalyKind kind) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "stream");
        fields.put(
                "event",
                "stream."
                        + switch (kind) {
                            case OTHER_DATA -> "reassembly_overlap_different_data";
                            case OUT_OF_WINDOW -> "est_packet_out_of_window";
                            case OLD_TIMESTAMP -> "pkt_invalid_timestamp";
                            case WRONG_ACKNOWLEDGMENT -> "pkt_invalid_ack";
                            case SYN_IN_CONNECTION -> "est_syn_resend";
                            case REFUSED_RESET -> "suspected_rst_inject";
                            case BAD_CHECKSUM,
                                    PARTLY_OUT_OF_WINDOW,
                                    NO_ACKNOWLEDGMENT,
                                    DATA_AFTER_END,
                                    URGENT_DATA,
                                    TOO_MUCH_OUT_OF_ORDER ->
                                    "yagura." + word(kind.name());
                        });
        return fields;
    }

    /** Bytes of a stream that the capture does not have. */
    static SequencedMap<String, Object> gap() {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "stream");
        fields.put("event", "stream.reassembly_seq_gap");
        return fields;
    }

    /** What does not follow its protocol. */
    static SequencedMap<String, Object> malformed(
            Optional<AppProtocol> spoken, MalformedStructureException why) {
        SequencedMap<String, Object> fields =
                application(spoken, "yagura." + word(why.structure()) + "." + word(why.field()));
        fields.put("detail", why.getMessage());
        return fields;
    }

    /** A message of HTTP that two readers may understand in two ways. */
    static SequencedMap<String, Object> odd(HttpOddity oddity) {
        return application(
                Optional.of(AppProtocol.HTTP),
                switch (oddity) {
                    case MALFORMED_ENCODING -> "GZIP_DECOMPRESSION_FAILED";
                    case RESPONSE_WITHOUT_REQUEST -> "UNABLE_TO_MATCH_RESPONSE_TO_REQUEST";
                    case FOLDED_FIELD -> "HEADER_FOLDED";
                    default -> "yagura." + word(oddity.name());
                });
    }

    private static SequencedMap<String, Object> application(
            Optional<AppProtocol> spoken, String event) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        spoken.ifPresent(protocol -> fields.put("app_proto", protocol.id()));
        fields.put("type", "applayer");
        fields.put("event", event);
        fields.put("layer", "proto_parser");
        return fields;
    }

    private static String word(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }
}
