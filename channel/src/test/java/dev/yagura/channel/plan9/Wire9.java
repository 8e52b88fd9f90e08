package dev.yagura.channel.plan9;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.storage.file.FileTree;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Messages as bytes in hexadecimal, to and from a server without a connection. */
final class Wire9 {
    private static final HexFormat HEX = HexFormat.of();

    /** {@code Tversion}, tag 65535, 65512 bytes, "9P2000.L": what Linux begins with. */
    static final String VERSION = "64ffff e8ff0000 0800 3950323030302e4c";

    /** {@code Tattach}, tag 1, fid 0, no authentication, nobody, "", user -1. */
    static final String ATTACH = "680100 00000000 ffffffff 0000 0000 ffffffff";

    private final Plan9Dialogue dialogue;

    Wire9(FileTree tree) {
        this(tree, Plan9Limits.DEFAULT);
    }

    Wire9(FileTree tree, Plan9Limits limits) {
        this.dialogue = new Plan9Dialogue(FileExports.of(tree), limits);
    }

    /** Returns a server that has been told version and tree. */
    static Wire9 begun(FileTree tree) throws MalformedStructureException {
        Wire9 wire = new Wire9(tree);
        wire.ask(VERSION);
        wire.ask(ATTACH);
        return wire;
    }

    /** Sends a message without its length, and returns the answer so; blanks mean nothing. */
    String ask(String message) throws MalformedStructureException {
        byte[] answer = dialogue.answer(message(message));
        ByteBuffer in = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt() != answer.length) {
            throw new AssertionError("length of " + HEX.formatHex(answer));
        }
        return HEX.formatHex(answer, 4, answer.length);
    }

    /** Returns a message with its length. */
    static byte[] message(String hex) {
        byte[] body = HEX.parseHex(hex.replace(" ", ""));
        return ByteBuffer.allocate(4 + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    Plan9Dialogue dialogue() {
        return dialogue;
    }
}
