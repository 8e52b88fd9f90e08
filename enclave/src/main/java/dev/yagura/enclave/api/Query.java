package dev.yagura.enclave.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;

/** The query part of a request's URI. */
final class Query {
    private Query() {}

    /** Returns the value of a parameter, or an empty text if it is not there. */
    static String of(HttpExchange exchange, String name) {
        return allOf(exchange, name).stream().findFirst().orElse("");
    }

    /** Returns the values of a parameter, as often as it is there. */
    static List<String> allOf(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getRawQuery(); // an & in a value is still encoded
        if (query == null) {
            return List.of();
        }
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1).replace("+", "%2B"))
                .map(value -> URLDecoder.decode(value, UTF_8))
                .toList();
    }
}
