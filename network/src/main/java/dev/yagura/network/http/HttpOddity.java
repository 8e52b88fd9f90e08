package dev.yagura.network.http;

/** What lets two readers of a message see two messages, or hides what it carries. */
public enum HttpOddity {
    /** A head says twice, and differently, how long the body is. */
    CONTRADICTING_LENGTHS,
    /** A head has both a length and chunks (RFC 9112, section 6.3): the chunks count. */
    LENGTH_AND_CHUNKS,
    /** A field goes on in the next line (RFC 9112, section 5.2). */
    FOLDED_FIELD,
    /** A line of a head has no colon, or white space in front of it; it is passed over. */
    MALFORMED_FIELD,
    /** A compressed body cannot be unpacked. */
    MALFORMED_ENCODING,
    /**
     * A body is compressed in a way that is not unpacked, such as {@code br}: it is told as it is.
     */
    UNKNOWN_ENCODING,
    /** A compressed body has more than is unpacked. */
    TOO_MUCH_TO_UNPACK,
    /** A response came to no request. */
    RESPONSE_WITHOUT_REQUEST
}
