package dev.yagura.network.rules;

import dev.yagura.network.rules.BufferCondition.Transform;
import dev.yagura.network.rules.BufferCondition.Where;
import java.util.List;
import java.util.Map;

/** What is looked at, and how long it is. */
final class BufferKeywords {
    private static final long MAX_SIZE = 0xFFFF_FFFFL;

    /** What selects a buffer for all that follows, in the words of older rules. */
    private static final Map<String, Buffer> OLDER =
            Map.ofEntries(
                    Map.entry("file_data", Buffer.FILE_DATA),
                    Map.entry("dns_query", Buffer.DNS_QUERY),
                    Map.entry("tls_sni", Buffer.TLS_SNI),
                    Map.entry("tls_cert_subject", Buffer.TLS_CERT_SUBJECT),
                    Map.entry("tls_cert_issuer", Buffer.TLS_CERT_ISSUER),
                    Map.entry("tls_cert_serial", Buffer.TLS_CERT_SERIAL),
                    Map.entry("tls_cert_fingerprint", Buffer.TLS_CERT_FINGERPRINT),
                    Map.entry("ja3_hash", Buffer.JA3_HASH),
                    Map.entry("ja3_string", Buffer.JA3_STRING),
                    Map.entry("ssh_proto", Buffer.SSH_PROTOCOL),
                    Map.entry("http_accept", Buffer.HTTP_ACCEPT),
                    Map.entry("http_accept_lang", Buffer.HTTP_ACCEPT_LANGUAGE),
                    Map.entry("http_accept_enc", Buffer.HTTP_ACCEPT_ENCODING),
                    Map.entry("http_referer", Buffer.HTTP_REFERER),
                    Map.entry("http_content_type", Buffer.HTTP_CONTENT_TYPE),
                    Map.entry("http_content_len", Buffer.HTTP_CONTENT_LENGTH),
                    Map.entry("http_connection", Buffer.HTTP_CONNECTION),
                    Map.entry("http_header_names", Buffer.HTTP_HEADER_NAMES),
                    Map.entry("http_start", Buffer.HTTP_START),
                    Map.entry("http_protocol", Buffer.HTTP_PROTOCOL),
                    Map.entry("http_request_line", Buffer.HTTP_REQUEST_LINE),
                    Map.entry("http_response_line", Buffer.HTTP_RESPONSE_LINE));

    /** What moves the content before it into a buffer. */
    private static final Map<String, Buffer> MODIFIERS =
            Map.ofEntries(
                    Map.entry("http_uri", Buffer.HTTP_URI),
                    Map.entry("http_raw_uri", Buffer.HTTP_URI_RAW),
                    Map.entry("http_method", Buffer.HTTP_METHOD),
                    Map.entry("http_client_body", Buffer.HTTP_REQUEST_BODY),
                    Map.entry("http_server_body", Buffer.HTTP_RESPONSE_BODY),
                    Map.entry("http_header", Buffer.HTTP_HEADER),
                    Map.entry("http_raw_header", Buffer.HTTP_HEADER_RAW),
                    Map.entry("http_cookie", Buffer.HTTP_COOKIE),
                    Map.entry("http_user_agent", Buffer.HTTP_USER_AGENT),
                    Map.entry("http_host", Buffer.HTTP_HOST),
                    Map.entry("http_raw_host", Buffer.HTTP_HOST_RAW),
                    Map.entry("http_stat_code", Buffer.HTTP_STATUS_CODE),
                    Map.entry("http_stat_msg", Buffer.HTTP_STATUS_MESSAGE));

    private BufferKeywords() {}

    static void addTo(Map<String, Keyword> all) {
        for (Buffer buffer : Buffer.values()) {
            all.put(buffer.keyword(), select(buffer));
        }
        OLDER.forEach((word, buffer) -> all.put(word, select(buffer)));
        MODIFIERS.forEach((word, buffer) -> all.put(word, move(buffer)));
        all.put("dotprefix", BufferKeywords::dotPrefix);
        all.put("bsize", BufferKeywords::size);
        all.put("urilen", BufferKeywords::addressLength);
    }

    private static Keyword select(Buffer buffer) {
        return (option, rule) -> {
            option.requireNone();
            rule.select(option, buffer);
        };
    }

    private static Keyword move(Buffer buffer) {
        return (option, rule) -> {
            option.requireNone();
            ContentBuilder content = rule.content(option);
            if (rule.hasSelected()) {
                throw option.refused("moves a content that a buffer was selected for");
            }
            rule.require(option, buffer);
            content.move(option, buffer);
        };
    }

    private static void dotPrefix(RuleOption option, RuleBuilder rule) throws RefusedException {
        option.requireNone();
        rule.transform(option, Transform.DOTPREFIX);
    }

    private static void size(RuleOption option, RuleBuilder rule) throws RefusedException {
        if (!rule.hasSelected()) {
            throw option.refused("has no buffer before it");
        }
        NumberTest test = NumberTest.parse(option, option.required(), MAX_SIZE);
        rule.add(new BufferCondition.Size(rule.look(), test));
    }

    private static void addressLength(RuleOption option, RuleBuilder rule) throws RefusedException {
        List<String> parts = option.parts();
        String form = parts.size() == 2 ? parts.get(1) : "norm";
        if (parts.size() > 2 || !(form.equals("norm") || form.equals("raw"))) {
            throw option.refused(
                    "is %s, expected a length, and raw or norm"
                            .formatted(RuleOption.quoted(option.required())));
        }
        Buffer buffer = form.equals("raw") ? Buffer.HTTP_URI_RAW : Buffer.HTTP_URI;
        rule.require(option, buffer);
        rule.add(
                new BufferCondition.Size(
                        new Where(buffer, List.of()),
                        NumberTest.parse(option, parts.getFirst(), MAX_SIZE)));
    }
}
