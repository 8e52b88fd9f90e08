package dev.yagura.network.match.buffer;

import dev.yagura.network.http.HttpField;
import dev.yagura.network.http.HttpFields;
import dev.yagura.network.http.HttpRequest;
import dev.yagura.network.http.HttpResponse;
import dev.yagura.network.rules.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The buffers of HTTP. */
public final class HttpBuffers {
    private static final String LINE_END = "\r\n";

    private HttpBuffers() {}

    /** Adds those of a request's head. */
    public static void add(Transaction to, HttpRequest request) {
        RequestTarget target = RequestTarget.of(request.target());
        String line = words(request.method(), request.target(), request.version());
        to.add(Buffer.HTTP_URI, target.normalised());
        to.add(Buffer.HTTP_URI_RAW, request.target());
        to.add(Buffer.HTTP_METHOD, request.method());
        to.add(Buffer.HTTP_REQUEST_LINE, line);
        to.add(Buffer.HTTP_PROTOCOL, request.version());
        Optional<String> named = target.host().map(RequestTarget::hostName);
        named.or(request::host).ifPresent(host -> to.add(Buffer.HTTP_HOST_RAW, host));
        named.or(() -> request.host().map(RequestTarget::hostName))
                .ifPresent(host -> to.add(Buffer.HTTP_HOST, host));
        Map<String, HttpField> fields = joined(request.fields());
        addValue(to, Buffer.HTTP_USER_AGENT, fields, "user-agent");
        addValue(to, Buffer.HTTP_ACCEPT, fields, "accept");
        addValue(to, Buffer.HTTP_ACCEPT_LANGUAGE, fields, "accept-language");
        addValue(to, Buffer.HTTP_ACCEPT_ENCODING, fields, "accept-encoding");
        addValue(to, Buffer.HTTP_REFERER, fields, "referer");
        addValue(to, Buffer.HTTP_COOKIE, fields, "cookie");
        addCommon(to, line, request.fields(), fields, "cookie");
    }

    /** Adds those of a response's head. */
    public static void add(Transaction to, HttpResponse response) {
        String status = Integer.toString(response.status());
        String line = words(response.version(), status, response.reason());
        to.add(Buffer.HTTP_STATUS_CODE, status);
        to.add(Buffer.HTTP_STATUS_MESSAGE, response.reason());
        to.add(Buffer.HTTP_RESPONSE_LINE, line);
        to.add(Buffer.HTTP_PROTOCOL, response.version());
        Map<String, HttpField> fields = joined(response.fields());
        addValue(to, Buffer.HTTP_LOCATION, fields, "location");
        addValue(to, Buffer.HTTP_SERVER, fields, "server");
        addValue(to, Buffer.HTTP_COOKIE, fields, "set-cookie");
        addCommon(to, line, response.fields(), fields, "set-cookie");
    }

    /** Adds a request's body. */
    public static void addRequestBody(Transaction to, byte[] body) {
        to.add(Buffer.HTTP_REQUEST_BODY, body);
        to.add(Buffer.FILE_DATA, body);
    }

    /** Adds a response's body. */
    public static void addResponseBody(Transaction to, byte[] body) {
        to.add(Buffer.HTTP_RESPONSE_BODY, body);
        to.add(Buffer.FILE_DATA, body);
    }

    private static String words(String first, String second, String third) {
        return third.isEmpty() ? first + " " + second : first + " " + second + " " + third;
    }

    private static void addCommon(
            Transaction to,
            String line,
            HttpFields sent,
            Map<String, HttpField> fields,
            String cookie) {
        addValue(to, Buffer.HTTP_CONTENT_TYPE, fields, "content-type");
        addValue(to, Buffer.HTTP_CONTENT_LENGTH, fields, "content-length");
        addValue(to, Buffer.HTTP_CONNECTION, fields, "connection");
        to.add(Buffer.HTTP_START, line + LINE_END + sent.raw() + LINE_END);
        if (fields.isEmpty()) {
            return;
        }
        to.add(Buffer.HTTP_HEADER_RAW, sent.raw() + LINE_END);
        var all = new StringBuilder();
        var names = new StringBuilder(LINE_END);
        fields.forEach((name, field) -> {
            if (!name.equals(cookie)) {
                all.append(field.name()).append(": ").append(field.value()).append(LINE_END);
            }
            names.append(field.name()).append(LINE_END);
        });
        to.add(Buffer.HTTP_HEADER, all.toString());
        to.add(Buffer.HTTP_HEADER_NAMES, names.append(LINE_END).toString());
    }

    private static void addValue(
            Transaction to, Buffer buffer, Map<String, HttpField> fields, String name) {
        HttpField field = fields.get(name);
        if (field != null) {
            to.add(buffer, field.value());
        }
    }

    /** Puts fields of one name together, at the place of the first. */
    private static Map<String, HttpField> joined(HttpFields fields) {
        Map<String, List<HttpField>> byName = new LinkedHashMap<>();
        for (HttpField field : fields.all()) {
            byName.computeIfAbsent(Transaction.lowerCase(field.name()), each -> new ArrayList<>())
                    .add(field);
        }
        Map<String, HttpField> joined = new LinkedHashMap<>();
        byName.forEach((name, same) ->
                joined.put(
                        name,
                        new HttpField(
                                same.getFirst().name(),
                                String.join(", ", same.stream().map(HttpField::value).toList()))));
        return joined;
    }
}
