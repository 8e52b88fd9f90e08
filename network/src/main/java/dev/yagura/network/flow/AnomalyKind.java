package dev.yagura.network.flow;

/**
 * What honest peers do not send, or seldom: signs of damage, of somebody who sends in another's
 * name, or of attempts to show an observer other data than the receiver gets.
 */
public enum AnomalyKind {
    /** A checksum does not fit: a receiver drops the packet, and so does this reader. */
    BAD_CHECKSUM,
    /** Bytes came again with another content; which ones count is said in {@link FlowTable}. */
    OTHER_DATA,
    /** A segment lies outside the receiver's window; it is dropped. */
    OUT_OF_WINDOW,
    /** A segment starts in the receiver's window and ends behind it; it is taken whole. */
    PARTLY_OUT_OF_WINDOW,
    /** A segment's timestamp is older than the last one (RFC 7323, PAWS); it is dropped. */
    OLD_TIMESTAMP,
    /** A segment acknowledges what was never sent, or long ago; it is dropped. */
    WRONG_ACKNOWLEDGMENT,
    /** A segment acknowledges nothing, and no handshake is under way; it is dropped. */
    NO_ACKNOWLEDGMENT,
    /** A connection is asked for that is open already; the segment is dropped (RFC 5961). */
    SYN_IN_CONNECTION,
    /** A reset does not have the number that is expected next; it is ignored (RFC 5961). */
    REFUSED_RESET,
    /** Data came behind the end of a stream; they are dropped. */
    DATA_AFTER_END,
    /** An urgent byte: receivers may take it out of the stream; here it stays in it. */
    URGENT_DATA,
    /** Too much came out of order: what is missing before it is told as a gap. */
    TOO_MUCH_OUT_OF_ORDER
}
