package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.control.ControlRequest;
import dev.yagura.channel.control.ControlResponse;
import dev.yagura.channel.control.RequestCodec;
import dev.yagura.channel.control.ResponseCodec;

/**
 * Reads the input as a message of the control protocol, as a request and as a response; what can be
 * read must be the same after it was written and read again.
 */
public final class ControlTarget {
    private ControlTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ControlRequest request = RequestCodec.decode(input);
            checkSame(request, again(RequestCodec.encode(request), RequestCodec::decode));
        } catch (MalformedStructureException e) {
            // What a decoder is to say of such bytes.
        }
        try {
            ControlResponse response = ResponseCodec.decode(input);
            checkSame(response, again(ResponseCodec.encode(response), ResponseCodec::decode));
        } catch (MalformedStructureException e) {
            // As above.
        }
    }

    /** A decoder. */
    private interface Decoder<T> {
        T decode(byte[] json) throws MalformedStructureException;
    }

    private static <T> T again(byte[] json, Decoder<T> decoder) {
        try {
            return decoder.decode(json);
        } catch (MalformedStructureException e) {
            throw new AssertionError("what was encoded is refused", e);
        }
    }

    private static void checkSame(Object first, Object second) {
        Invariant.check(first.equals(second), first + " became " + second);
    }
}
