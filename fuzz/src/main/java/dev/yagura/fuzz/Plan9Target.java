package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.plan9.FileExports;
import dev.yagura.channel.plan9.Plan9Dialogue;
import dev.yagura.channel.plan9.Plan9Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Sends the input, message by message, to a server of files: each is a length of one byte, and that
 * many bytes of type, tag and body. What is no message by its length ends the dialogue; anything
 * else has an answer of the same tag.
 */
public final class Plan9Target {
    private static final int LENGTH_BYTES = 4;
    private static final int HEADER_BYTES = 7;

    private static final Plan9Limits LIMITS =
            new Plan9Limits(
                    1 << 14, 1, 1, 32, 16, 100, Duration.ofMinutes(1), Duration.ofMinutes(1));

    private Plan9Target() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        FileExports files = FileExports.of(new FewFiles());
        try (Plan9Dialogue server = new Plan9Dialogue(files, LIMITS)) {
            int at = 0;
            while (at < input.length) {
                int length = Math.min(Byte.toUnsignedInt(input[at]), input.length - at - 1);
                byte[] message =
                        ByteBuffer.allocate(LENGTH_BYTES + length)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putInt(LENGTH_BYTES + length)
                                .put(input, at + 1, length)
                                .array();
                check(message, server.answer(message));
                at += 1 + length;
            }
        } catch (MalformedStructureException e) {
            // What a server is to say of a length that no message has.
        }
    }

    private static void check(byte[] message, byte[] answer) {
        boolean same =
                answer.length >= HEADER_BYTES && answer[5] == message[5] && answer[6] == message[6];
        Invariant.check(same, "tag of an answer to message " + message[4]);
        Invariant.check((answer[4] & 1) == 1, "an answer is of type " + answer[4]);
        Invariant.check(answer.length <= LIMITS.messageBytes(), "length " + answer.length);
    }
}
