package dev.yagura.network.app;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.flow.FlowDirection;
import dev.yagura.network.http.HttpExchanges;
import dev.yagura.network.http.HttpListener;
import dev.yagura.network.http.HttpOddity;
import dev.yagura.network.http.HttpReader;
import dev.yagura.network.http.HttpRequest;
import dev.yagura.network.http.HttpResponse;
import java.lang.foreign.MemorySegment;

/** Tells requests and responses of HTTP. */
final class HttpParser implements StreamParser {
    private final HttpReader reader;

    HttpParser(Speaker speaker, HttpExchanges exchanges) {
        HttpReader.Role role =
                speaker.direction() == FlowDirection.TO_SERVER
                        ? HttpReader.Role.CLIENT
                        : HttpReader.Role.SERVER;
        reader = new HttpReader(role, exchanges, new Teller(speaker));
    }

    @Override
    public void read(MemorySegment bytes) throws MalformedStructureException {
        reader.read(bytes);
    }

    @Override
    public void skip(long bytes) throws MalformedStructureException {
        reader.skip(bytes);
    }

    @Override
    public void end() {
        reader.end();
    }

    @Override
    public int costBytes() {
        return reader.costBytes();
    }

    /** Passes on what the reader finds. */
    private record Teller(Speaker speaker) implements HttpListener {
        @Override
        public void request(HttpRequest request) {
            speaker.said(new AppRecord.Request(request));
        }

        @Override
        public void response(HttpResponse response) {
            speaker.said(new AppRecord.Response(response));
        }

        @Override
        public void body(MemorySegment bytes) {
            speaker.listener().body(speaker.flow(), speaker.direction(), bytes);
        }

        @Override
        public void bodyEnd(long wireBytes, boolean whole) {
            speaker.said(new AppRecord.BodyEnd(wireBytes, whole));
        }

        @Override
        public void oddity(HttpOddity oddity) {
            speaker.said(new AppRecord.Odd(oddity));
        }
    }
}
