package dev.yagura.fuzz;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.channel.nbd.ErrorChunk;
import dev.yagura.channel.nbd.ExportInfo;
import dev.yagura.channel.nbd.InfoRequest;
import dev.yagura.channel.nbd.MetaContextRequest;
import dev.yagura.channel.nbd.OptionHeader;
import dev.yagura.channel.nbd.OptionReply;
import dev.yagura.channel.nbd.ReplyChunk;
import dev.yagura.channel.nbd.Request;
import java.util.Arrays;

/**
 * Reads one NBD message, of either direction; the first byte of the input says which, the next of
 * what type, where the message does not say itself.
 */
public final class NbdTarget {
    private static final int KINDS = 8;
    private static final int PREFIX_BYTES = 2;
    private static final long MAX_LENGTH = 1L << 32;

    private NbdTarget() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < PREFIX_BYTES) {
            return;
        }
        byte[] message = Arrays.copyOfRange(input, PREFIX_BYTES, input.length);
        try {
            read(Byte.toUnsignedInt(input[0]) % KINDS, input[1], message);
        } catch (MalformedStructureException e) {
            // What a parser is to say of such bytes.
        }
    }

    private static void read(int kind, int type, byte[] message)
            throws MalformedStructureException {
        switch (kind) {
            case 0 -> bounded(OptionHeader.parse(message).length());
            case 1 -> bounded(OptionReply.parse(message, type).length());
            case 2 -> bounded(InfoRequest.parse(message).kinds().size());
            case 3 -> bounded(MetaContextRequest.parse(message).queries().size());
            case 4 -> notNegative(ExportInfo.parse(message).size());
            case 5 -> bounded(Request.parse(message).length());
            case 6 -> bounded(ReplyChunk.parse(message).length());
            default -> bounded(ErrorChunk.parse(message, 0x8000 | (type & 3)).toString().length());
        }
    }

    private static void bounded(long length) {
        Invariant.check(length >= 0 && length < MAX_LENGTH, "length " + length);
    }

    private static void notNegative(long size) {
        Invariant.check(size >= 0, "size " + size);
    }
}
