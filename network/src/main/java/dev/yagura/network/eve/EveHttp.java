package dev.yagura.network.eve;

import dev.yagura.network.http.HttpRequest;
import dev.yagura.network.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** What records say of requests of one connection and the responses to them, in pairs. */
final class EveHttp {
    private final Deque<SequencedMap<String, Object>> asked = new ArrayDeque<>();
    private Optional<SequencedMap<String, Object>> answered = Optional.empty();
    private long pairs;

    /** Takes a request. */
    void request(HttpRequest head) {
        SequencedMap<String, Object> fields = new LinkedHashMap<>();
        head.host().ifPresent(host -> putHost(fields, host));
        fields.put("url", head.target());
        head.fields().first("User-Agent").ifPresent(text -> fields.put("http_user_agent", text));
        head.fields().first("Referer").ifPresent(text -> fields.put("http_refer", text));
        fields.put("http_method", head.method());
        fields.put("protocol", head.version());
        fields.put("length", 0L);
        asked.add(fields);
    }

    private static void putHost(SequencedMap<String, Object> fields, String host) {
        int colon = host.lastIndexOf(':');
        boolean port = colon > host.lastIndexOf(']') && host.substring(colon).matches(":\\d{1,5}");
        fields.put("hostname", port ? host.substring(0, colon) : host);
        if (port) {
            fields.put("http_port", Integer.parseInt(host.substring(colon + 1)));
        }
    }

    /** Takes a response; returns the pair before it, where its body's end was not told. */
    Optional<SequencedMap<String, Object>> response(HttpResponse head) {
        if (head.status() / 100 == 1) {
            return Optional.empty(); // another one follows
        }
        Optional<SequencedMap<String, Object>> before = take();
        SequencedMap<String, Object> fields =
                asked.isEmpty() ? new LinkedHashMap<>() : asked.removeFirst();
        head.fields()
                .first("Content-Type")
                .ifPresent(type -> fields.put("http_content_type", type.split(";", 2)[0].strip()));
        fields.put("status", head.status());
        head.fields().first("Location").ifPresent(place -> fields.put("redirect", place));
        answered = Optional.of(fields);
        return before;
    }

    /** Takes the length of a response's body; returns the pair. */
    Optional<SequencedMap<String, Object>> bodyEnd(long wireBytes) {
        answered.ifPresent(fields -> fields.put("length", wireBytes));
        return take();
    }

    /** Returns the pair of which the response has come. */
    Optional<SequencedMap<String, Object>> take() {
        Optional<SequencedMap<String, Object>> taken = answered;
        answered = Optional.empty();
        taken.ifPresent(_ -> pairs++);
        return taken;
    }

    /** Returns what is known of the pair that is under way. */
    Optional<SequencedMap<String, Object>> current() {
        return answered.or(() -> Optional.ofNullable(asked.peekFirst()));
    }

    /** Returns how many pairs were taken. */
    long pairs() {
        return pairs;
    }
}
