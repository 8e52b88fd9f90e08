package dev.yagura.it;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody on the wire who does one bad thing once, at the first chunk that reaches a given offset,
 * and listens all the time.
 */
final class Tampering implements Wire.Tap {

    /** A bad thing. */
    enum Deed {
        /** One bit is turned over. */
        FLIP,
        /** The same bytes are sent twice. */
        REPEAT,
        /** Some bytes are left out. */
        DROP,
        /** Two runs of bytes change places. */
        REORDER,
        /** Bytes of before are sent in the place of these. */
        REPLAY,
        /** The connection is cut. */
        CUT
    }

    private final Deed deed;
    private final Wire.Way way;
    private final long at;
    private final AtomicBoolean done = new AtomicBoolean();
    private byte[] first = new byte[0];

    Tampering(Deed deed, Wire.Way way, long at) {
        this.deed = deed;
        this.way = way;
        this.at = at;
    }

    /** Returns whether the offset was reached and the thing done. */
    boolean isDone() {
        return done.get();
    }

    @Override
    public List<byte[]> pass(Wire.Way now, long offset, byte[] bytes) throws IOException {
        if (now != way) {
            return List.of(bytes);
        }
        if (first.length == 0) {
            first = bytes.clone();
        }
        if (offset + bytes.length <= at || done.getAndSet(true)) {
            return List.of(bytes);
        }
        return tamper(bytes, (int) Math.max(0, at - offset));
    }

    private List<byte[]> tamper(byte[] bytes, int index) throws IOException {
        int half = bytes.length / 2;
        byte[] start = Arrays.copyOf(bytes, half);
        byte[] end = Arrays.copyOfRange(bytes, half, bytes.length);
        return switch (deed) {
            case FLIP -> {
                bytes[index] ^= (byte) (1 << (index & 7));
                yield List.of(bytes);
            }
            case REPEAT -> List.of(bytes, bytes);
            case DROP -> List.of(start);
            case REORDER -> List.of(end, start);
            case REPLAY -> List.of(first);
            case CUT -> throw new IOException("cut at %d".formatted(at));
        };
    }
}
