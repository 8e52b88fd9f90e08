package dev.yagura.network.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The lines of a message's head, as they come. */
final class Head {
    private final HttpListener listener;
    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int bytes;

    Head(HttpListener listener) {
        this.listener = listener;
    }

    int costBytes() {
        return bytes;
    }

    void clear() {
        lines.clear();
        line.reset();
        bytes = 0;
    }

    /**
     * Takes a byte.
     *
     * @return whether the head is whole with it
     */
    boolean add(byte next) throws MalformedStructureException {
        bytes++;
        if (bytes > HttpLimits.MAX_HEAD_BYTES || lines.size() > HttpLimits.MAX_FIELDS) {
            throw malformed(
                    "has more than %d bytes or %d fields"
                            .formatted(HttpLimits.MAX_HEAD_BYTES, HttpLimits.MAX_FIELDS));
        }
        if (next != '\n') {
            line.write(next);
            return false;
        }
        String text = line.toString(ISO_8859_1);
        line.reset();
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        if (!text.isEmpty()) {
            lines.add(text);
            return false;
        }
        return !lines.isEmpty(); // empty lines before a message are passed over
    }

    /** Returns whether anything but a carriage return stands in the line that comes. */
    boolean isLineBegun() {
        return line.size() > 1 || (line.size() == 1 && line.toByteArray()[0] != '\r');
    }

    /** Reads the head of a request. */
    HttpRequest request() throws MalformedStructureException {
        String[] words = lines.getFirst().split(" +", -1);
        if (words.length < 2 || words.length > 3 || words[0].isEmpty()) {
            throw malformed(
                    "is of %d words, expected method, target, version".formatted(words.length));
        }
        return new HttpRequest(words[0], words[1], words.length == 3 ? words[2] : "", fields());
    }

    /** Reads the head of a response. */
    HttpResponse response() throws MalformedStructureException {
        String[] words = lines.getFirst().split(" +", 3);
        boolean sound =
                words.length >= 2
                        && words[0].startsWith("HTTP/")
                        && words[1].matches("[1-9]\\d\\d");
        if (!sound) {
            throw malformed("is no status line, expected version, status, reason");
        }
        return new HttpResponse(
                words[0], Integer.parseInt(words[1]), words.length == 3 ? words[2] : "", fields());
    }

    private HttpFields fields() {
        List<HttpField> fields = new ArrayList<>();
        var raw = new StringBuilder();
        for (String each : lines.subList(1, lines.size())) {
            raw.append(each).append("\r\n");
            boolean folded = each.startsWith(" ") || each.startsWith("\t");
            int colon = each.indexOf(':');
            if (folded && !fields.isEmpty()) {
                listener.oddity(HttpOddity.FOLDED_FIELD);
                HttpField last = fields.removeLast();
                fields.add(new HttpField(last.name(), last.value() + " " + each.strip()));
            } else if (folded || colon < 1 || each.charAt(colon - 1) <= ' ') {
                listener.oddity(HttpOddity.MALFORMED_FIELD);
            } else {
                fields.add(
                        new HttpField(each.substring(0, colon), each.substring(colon + 1).strip()));
            }
        }
        return new HttpFields(fields, raw.toString());
    }

    private static MalformedStructureException malformed(String detail) {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE, "http head", "start-line", 0, detail);
    }
}
