package dev.yagura.network.http;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a body ends (RFC 9112, "Message Body Length").
 *
 * @param kind by what
 * @param length of the body, in bytes; 0 if it is not known
 * @param encoding how it is compressed; empty if it is not
 */
record Framing(Kind kind, long length, Optional<String> encoding) {
    /** By what a body ends. */
    enum Kind {
        /** There is none. */
        NONE,
        /** It has a length. */
        LENGTH,
        /** It comes in chunks, and the last is empty. */
        CHUNKS,
        /** It goes on to the end of the stream. */
        TO_END
    }

    /** Up to 10^18 - 1, which a long can hold. */
    private static final int MAX_DIGITS = 18;

    static final Framing NONE = new Framing(Kind.NONE, 0, Optional.empty());

    static Framing ofRequest(HttpFields fields, HttpListener listener)
            throws MalformedStructureException {
        return of(fields, Kind.NONE, listener);
    }

    static Framing ofResponse(HttpResponse response, Optional<String> method, HttpListener listener)
            throws MalformedStructureException {
        int status = response.status();
        boolean none =
                status / 100 == 1
                        || status == 204
                        || status == 304
                        || method.filter("HEAD"::equals).isPresent();
        return none ? NONE : of(response.fields(), Kind.TO_END, listener);
    }

    private static Framing of(HttpFields fields, Kind otherwise, HttpListener listener)
            throws MalformedStructureException {
        Optional<String> encoding =
                fields.first("Content-Encoding").map(name -> name.toLowerCase(Locale.ROOT));
        List<String> lengths = fields.values("Content-Length");
        List<String> transfer = fields.values("Transfer-Encoding");
        if (!transfer.isEmpty()) {
            if (!lengths.isEmpty()) {
                listener.oddity(HttpOddity.LENGTH_AND_CHUNKS);
            }
            String last = transfer.getLast().toLowerCase(Locale.ROOT);
            return new Framing(last.endsWith("chunked") ? Kind.CHUNKS : Kind.TO_END, 0, encoding);
        }
        List<String> distinct =
                lengths.stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .map(String::strip)
                        .distinct()
                        .toList();
        if (distinct.isEmpty()) {
            return new Framing(otherwise, 0, encoding);
        }
        if (distinct.size() > 1) {
            listener.oddity(HttpOddity.CONTRADICTING_LENGTHS);
        }
        long length = length(distinct.getFirst());
        return new Framing(length == 0 ? Kind.NONE : Kind.LENGTH, length, encoding);
    }

    private static long length(String digits) throws MalformedStructureException {
        boolean number =
                !digits.isEmpty()
                        && digits.length() <= MAX_DIGITS
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw new MalformedStructureException(
                    Reason.OUT_OF_RANGE,
                    "http head",
                    "Content-Length",
                    0,
                    "is no length, expected up to %d digits".formatted(MAX_DIGITS));
        }
        return Long.parseLong(digits);
    }
}
