package dev.yagura.network.http;

import java.lang.foreign.MemorySegment;

/** Is told what one side of a connection says. Segments are good during the call only. */
public interface HttpListener {
    /** A request's head has come. */
    default void request(HttpRequest request) {}

    /** A response's head has come. */
    default void response(HttpResponse response) {}

    /** A body goes on; chunks and compression are taken off. */
    default void body(MemorySegment bytes) {}

    /**
     * A body has ended; not told of messages that cannot have one.
     *
     * @param wireBytes its length, without chunks' sizes, compressed as it came
     * @param whole whether nothing of it is missing
     */
    default void bodyEnd(long wireBytes, boolean whole) {}

    /** A message is odd. */
    default void oddity(HttpOddity oddity) {}
}
