package dev.yagura.network.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Reads what one side of a connection says in HTTP/1.
 *
 * <p>Holds at most a head. Not safe for use by several threads.
 */
public final class HttpReader {
    /** Who speaks. */
    public enum Role {
        /** Asks. */
        CLIENT,
        /** Answers. */
        SERVER
    }

    private enum Place {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS
    }

    private static final int SWITCHING_PROTOCOLS = 101;

    private final Role role;
    private final HttpExchanges exchanges;
    private final HttpListener listener;
    private final Head head;
    private final ChunkLine chunkLine = new ChunkLine();
    private Place place = Place.HEAD;
    private Framing framing = Framing.NONE;
    private Optional<BodyDecoder> decoder = Optional.empty();
    private long left; // of the body, or of the chunk
    private long wireBytes;
    private boolean whole;

    /**
     * Makes a reader at the start of a stream.
     *
     * @param exchanges common to both sides of the connection
     */
    public HttpReader(Role role, HttpExchanges exchanges, HttpListener listener) {
        this.role = role;
        this.exchanges = exchanges;
        this.listener = listener;
        this.head = new Head(listener);
    }

    /** Returns what the reader holds, in bytes. */
    public int costBytes() {
        int unpacking = decoder.isPresent() ? BodyDecoder.COST_BYTES : 0;
        return head.costBytes() + chunkLine.costBytes() + unpacking;
    }

    /**
     * Takes what comes next in the stream; nothing, once the connection is a tunnel.
     *
     * @throws MalformedStructureException if it is no HTTP; nothing more is to be given then
     */
    public void read(MemorySegment bytes) throws MalformedStructureException {
        long at = 0;
        while (at < bytes.byteSize() && !exchanges.isTunnel()) {
            boolean inBody = place == Place.BODY || place == Place.CHUNK;
            if (inBody) {
                long length = Math.min(left, bytes.byteSize() - at);
                body(bytes.asSlice(at, length));
                at += length;
            } else {
                take(bytes.get(JAVA_BYTE, at));
                at++;
            }
        }
    }

    /**
     * Passes over bytes that are missing.
     *
     * @throws MalformedStructureException if they are not all of a body, so that nobody knows where
     *     the next message starts
     */
    public void skip(long bytes) throws MalformedStructureException {
        if (exchanges.isTunnel()) {
            return;
        }
        boolean inBody = place == Place.BODY || place == Place.CHUNK;
        if (!inBody || bytes > left) {
            throw new MalformedStructureException(
                    Reason.TRUNCATED,
                    "http message",
                    "head",
                    0,
                    "is among %d bytes that are missing".formatted(bytes));
        }
        whole = false;
        decoder.ifPresent(BodyDecoder::close);
        wireBytes += bytes;
        advance(bytes);
    }

    /** Says that the stream has ended, or that nothing more of it is to be read. */
    public void end() {
        if (place != Place.HEAD && place != Place.TRAILERS) {
            finishBody(whole && framing.kind() == Framing.Kind.TO_END);
        }
    }

    private void take(byte next) throws MalformedStructureException {
        switch (place) {
            case HEAD -> {
                if (head.add(next)) {
                    startMessage();
                    head.clear();
                }
            }
            case CHUNK_SIZE -> {
                if (chunkLine.add(next)) {
                    startChunk(chunkLine.size());
                }
            }
            case CHUNK_END -> {
                if (next == '\n') {
                    place = Place.CHUNK_SIZE;
                } else if (next != '\r') {
                    throw new MalformedStructureException(
                            Reason.OUT_OF_RANGE,
                            "http chunk",
                            "chunk-data",
                            0,
                            "goes on behind its size");
                }
            }
            case TRAILERS -> {
                if (next == '\n' && !head.isLineBegun()) {
                    head.clear();
                    place = Place.HEAD;
                } else {
                    head.add(next);
                }
            }
            case BODY, CHUNK -> throw new IllegalStateException("in a body");
        }
    }

    private void startMessage() throws MalformedStructureException {
        if (role == Role.CLIENT) {
            HttpRequest request = head.request();
            listener.request(request);
            if (!exchanges.asked(request.method())) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        "http stream",
                        "request",
                        0,
                        "is one of more than %d without response"
                                .formatted(HttpLimits.MAX_PIPELINED));
            }
            startBody(Framing.ofRequest(request.fields(), listener));
            return;
        }
        HttpResponse response = head.response();
        boolean interim = response.status() / 100 == 1 && response.status() != SWITCHING_PROTOCOLS;
        Optional<String> method = interim ? Optional.empty() : exchanges.answered();
        listener.response(response);
        if (!interim && method.isEmpty()) {
            listener.oddity(HttpOddity.RESPONSE_WITHOUT_REQUEST);
        }
        boolean connected =
                method.filter("CONNECT"::equals).isPresent() && response.status() / 100 == 2;
        if (connected || response.status() == SWITCHING_PROTOCOLS) {
            exchanges.becomeTunnel();
        } else {
            startBody(Framing.ofResponse(response, method, listener));
        }
    }

    private void startBody(Framing next) {
        framing = next;
        wireBytes = 0;
        whole = true;
        Optional<String> encoding =
                next.kind() == Framing.Kind.NONE ? Optional.empty() : next.encoding();
        decoder = encoding.filter(BodyDecoder::knows).map(each -> BodyDecoder.of(each, listener));
        if (encoding.isPresent() && decoder.isEmpty()) {
            listener.oddity(HttpOddity.UNKNOWN_ENCODING);
        }
        left = next.kind() == Framing.Kind.TO_END ? Long.MAX_VALUE : next.length();
        place =
                switch (next.kind()) {
                    case NONE -> Place.HEAD;
                    case LENGTH, TO_END -> Place.BODY;
                    case CHUNKS -> Place.CHUNK_SIZE;
                };
    }

    private void startChunk(long size) {
        left = size;
        if (size > 0) {
            place = Place.CHUNK;
        } else {
            finishBody(whole);
            place = Place.TRAILERS;
        }
    }

    private void body(MemorySegment bytes) {
        wireBytes += bytes.byteSize();
        if (decoder.isPresent()) {
            decoder.get().add(bytes);
        } else {
            listener.body(bytes.asReadOnly());
        }
        advance(bytes.byteSize());
    }

    private void advance(long bytes) {
        left -= bytes;
        if (left == 0 && place == Place.CHUNK) {
            place = Place.CHUNK_END;
        } else if (left == 0) {
            finishBody(whole);
        }
    }

    private void finishBody(boolean isWhole) {
        decoder.ifPresent(BodyDecoder::close);
        decoder = Optional.empty();
        place = Place.HEAD;
        listener.bodyEnd(wireBytes, isWhole);
    }
}
