package dev.yagura.network.http;

/** What a message may have at most; a stream with one that has more is refused. */
final class HttpLimits {
    /** Bytes of a message's head: some times of what servers take. */
    static final int MAX_HEAD_BYTES = 64 * 1024;

    /** Fields of a head; Apache's limit is 100 ({@code LimitRequestFields}). */
    static final int MAX_FIELDS = 256;

    /** Digits of a chunk's size, with what extends it. */
    static final int MAX_CHUNK_LINE_BYTES = 4096;

    /** Requests of which the response has not come. */
    static final int MAX_PIPELINED = 256;

    /** Bytes that a compressed body may have when it is unpacked; the rest is left out. */
    static final long MAX_UNPACKED_BYTES = 16L << 20;

    private HttpLimits() {}
}
