package dev.yagura.enclave.api;

import com.sun.net.httpserver.HttpExchange;
import java.util.Arrays;

/** The query part of a request's URI. */
final class Query {
    private Query() {}

    /** Returns the value of a parameter, or an empty text if it is not there. */
    static String of(HttpExchange exchange, String name) {
        String query = exchange.getRequestURI().getQuery();
        if (query == null) {
            return "";
        }
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }
}
