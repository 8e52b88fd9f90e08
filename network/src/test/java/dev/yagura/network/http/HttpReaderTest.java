package dev.yagura.network.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.yagura.bytes.MalformedStructureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Odd messages; {@code TsharkConversationsTest} holds common ones against tshark. */
class HttpReaderTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);

    private final List<String> events = new ArrayList<>();
    private final HttpExchanges exchanges = new HttpExchanges();
    private HttpReader client = reader(HttpReader.Role.CLIENT);
    private HttpReader server = reader(HttpReader.Role.SERVER);

    @Test
    void messagesAreTheSameHoweverTheyAreCut() throws MalformedStructureException {
        String stream =
                """
                POST /a HTTP/1.1\r
                Host: b\r
                Transfer-Encoding: chunked\r
                \r
                3;x=y\r
                abc\r
                10\r
                0123456789abcdef\r
                0\r
                Trailer: 1\r
                \r
                GET /b HTTP/1.1\r
                \r
                """;
        for (int at = 0; at < stream.length(); at++) {
            read(client, stream.substring(at, at + 1));
        }
        assertThat(String.join("|", events))
                .isEqualTo(
                        "POST /a|a|b|c|"
                                + String.join("|", "0123456789abcdef".split(""))
                                + "|end 19 true|GET /b");
    }

    @Test
    void whatBelongsToNoBodyEndsAtOnce() throws MalformedStructureException {
        read(client, "HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\nGET /x HTTP/1.1\r\n\r\n");
        events.clear();
        read(server, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
        read(server, "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n");
        read(server, "HTTP/1.0 200 OK\r\n\r\nto the end");
        server.end();
        assertThat(events).containsExactly("100", "200", "304", "200", "to the end", "end 10 true");
    }

    @Test
    void twoWaysToReadAMessageAreTold() throws MalformedStructureException {
        read(
                client,
                "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\nA : b\r\n"
                        + " folded\r\nC: d\r\n e\r\n\r\nabc");
        assertThat(events)
                .containsExactly(
                        "MALFORMED_FIELD",
                        "FOLDED_FIELD",
                        "FOLDED_FIELD",
                        "POST /",
                        "CONTRADICTING_LENGTHS",
                        "abc",
                        "end 3 true");
        events.clear();
        read(client, "POST / HTTP/1.1\nTransfer-Encoding: chunked\nContent-Length: 9\n\n0\n\n");
        assertThat(events).containsExactly("POST /", "LENGTH_AND_CHUNKS", "end 0 true");
        events.clear();
        read(server, "HTTP/1.1 200 OK\r\n\r\n");
        read(reader(HttpReader.Role.SERVER), "HTTP/1.1 204 No\r\n\r\nHTTP/1.1 204 No\r\n\r\n");
        assertThat(events).containsExactly("200", "204", "204", "RESPONSE_WITHOUT_REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001 is no HTTP\r\n\r\n",
                "GET\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 9999999999999999999\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
            })
    void whatIsNoMessageIsRefused(String stream) {
        assertThrows(MalformedStructureException.class, () -> read(client, stream));
    }

    @Test
    void headsAndPipelinesAreBounded() {
        assertThrows(
                MalformedStructureException.class,
                () -> read(client, "GET / HTTP/1.1\r\nA: " + "b".repeat(70_000)));
        client = reader(HttpReader.Role.CLIENT);
        assertThrows(
                MalformedStructureException.class,
                () -> read(client, "GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(300)));
        client = reader(HttpReader.Role.CLIENT);
        assertThrows(
                MalformedStructureException.class,
                () -> read(client, "GET / HTTP/1.1\r\n\r\n".repeat(300)));
    }

    @Test
    void aBodyThatCannotBeUnpackedIsToldAsItIs() throws IOException {
        read(client, "GET / HTTP/1.1\r\n\r\n");
        var told = new ArrayList<String>();
        var listener =
                new HttpListener() {
                    @Override
                    public void body(MemorySegment bytes) {
                        told.add(bytes.byteSize() + " bytes");
                    }

                    @Override
                    public void oddity(HttpOddity oddity) {
                        told.add(oddity.name());
                    }
                };
        read(
                new HttpReader(HttpReader.Role.SERVER, exchanges, listener),
                "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nabc");

        assertThat(told).containsExactly("UNKNOWN_ENCODING", "3 bytes");
    }

    @Test
    void aBodyIsUnpackedUpToABound() throws IOException {
        read(client, "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
        byte[] bomb = gzip(new byte[(int) HttpLimits.MAX_UNPACKED_BYTES + 100_000]);
        var unpacked = new long[1];
        var listener =
                new HttpListener() {
                    @Override
                    public void body(MemorySegment bytes) {
                        unpacked[0] += bytes.byteSize();
                    }

                    @Override
                    public void oddity(HttpOddity oddity) {
                        events.add(oddity.name());
                    }
                };
        events.clear();
        var reader = new HttpReader(HttpReader.Role.SERVER, exchanges, listener);
        read(reader, gzipHead(bomb.length));
        reader.read(MemorySegment.ofArray(bomb));
        assertThat(events).containsExactly("TOO_MUCH_TO_UNPACK");
        assertThat(unpacked[0])
                .isBetween(
                        HttpLimits.MAX_UNPACKED_BYTES, HttpLimits.MAX_UNPACKED_BYTES + 16 * 1024);
        read(reader, gzipHead(20) + "this is no gzip data");
        assertThat(events).containsExactly("TOO_MUCH_TO_UNPACK", "MALFORMED_ENCODING");
    }

    @Test
    void missingBytesAreOfABodyOrEndTheReading() throws MalformedStructureException {
        read(client, "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
        client.skip(5);
        read(client, "ij" + "GET /next HTTP/1.1\r\n\r\n");
        assertThat(events).containsExactly("POST /", "abc", "ij", "end 10 false", "GET /next");
        assertThrows(MalformedStructureException.class, () -> client.skip(1));
    }

    @Test
    void aTunnelIsNotRead() throws MalformedStructureException {
        read(client, "CONNECT a:443 HTTP/1.1\r\n\r\n");
        read(server, "HTTP/1.1 200 OK\r\n\r\n\u0016\u0003\u0001");
        read(client, "\u0016\u0003\u0001");
        assertThat(events).containsExactly("CONNECT a:443", "200");
        assertThat(exchanges.isTunnel()).isTrue();
    }

    @Test
    void survivesMutations() throws IOException {
        byte[] packed = gzip("what is said ".repeat(20).getBytes(ISO_8859_1));
        byte[] sound =
                ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
                                + "%x\r\n".formatted(packed.length)
                                + new String(packed, ISO_8859_1)
                                + "\r\n0\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno")
                        .getBytes(ISO_8859_1);
        var random = new Random(3);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] damaged = sound.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            var reader = reader(HttpReader.Role.SERVER);
            try {
                reader.read(MemorySegment.ofArray(damaged));
            } catch (MalformedStructureException e) {
                assertThat(e).hasMessageStartingWith("http ");
            }
            reader.end();
            assertThat(reader.costBytes()).isLessThanOrEqualTo(HttpLimits.MAX_HEAD_BYTES + 1);
            events.clear();
        }
    }

    private static String gzipHead(int length) {
        return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                .formatted(length);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static void read(HttpReader reader, String text) throws MalformedStructureException {
        reader.read(MemorySegment.ofArray(text.getBytes(ISO_8859_1)));
    }

    private HttpReader reader(HttpReader.Role role) {
        return new HttpReader(
                role,
                exchanges,
                new HttpListener() {
                    @Override
                    public void request(HttpRequest request) {
                        events.add(request.method() + " " + request.target());
                    }

                    @Override
                    public void response(HttpResponse response) {
                        events.add(String.valueOf(response.status()));
                    }

                    @Override
                    public void body(MemorySegment bytes) {
                        events.add(new String(bytes.toArray(JAVA_BYTE), ISO_8859_1));
                    }

                    @Override
                    public void bodyEnd(long wireBytes, boolean whole) {
                        events.add("end " + wireBytes + " " + whole);
                    }

                    @Override
                    public void oddity(HttpOddity oddity) {
                        events.add(oddity.name());
                    }
                });
    }
}
