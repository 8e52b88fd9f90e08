package dev.yagura.network.http;

import static java.util.Objects.requireNonNull;

/**
 * A response's head. Bytes of no ASCII are characters from 128 on.
 *
 * @param version for example {@code HTTP/1.1}
 * @param status 100 to 999
 * @param reason what the server calls it; may be empty
 * @param fields what else it says
 */
public record HttpResponse(String version, int status, String reason, HttpFields fields) {
    /** Requires all. */
    public HttpResponse {
        requireNonNull(version, "version");
        requireNonNull(reason, "reason");
        requireNonNull(fields, "fields");
    }
}
