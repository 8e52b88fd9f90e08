package dev.yagura.kernel.linux.content;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was taken out as lines; refuses what is out of order. */
final class Taken implements ContentSink {
    final List<String> lines = new ArrayList<>();
    private long next;
    private long lengthBytes;

    @Override
    public void begin(Content content) {
        lengthBytes = content.lengthBytes();
        for (Content.Part part : content.parts()) {
            lines.add(
                    "part %d+%d at 0x%x".formatted(part.offset(), part.lengthBytes(), part.gva()));
        }
    }

    @Override
    public void bytes(long offset, byte[] bytes) {
        step(offset, bytes.length);
        String text = new String(bytes, StandardCharsets.US_ASCII);
        lines.add("%d+%d %s".formatted(offset, bytes.length, text.replaceAll("\0.*", "")));
    }

    @Override
    public void absent(long offset, long length, Absence kind, String why) {
        step(offset, length);
        lines.add("%d+%d %s %s".formatted(offset, length, kind, why));
    }

    private void step(long offset, long length) {
        if (offset != next || length < 1) {
            throw new AssertionError("got %d+%d after %d".formatted(offset, length, next));
        }
        next += length;
    }

    /** Returns the lines, if they were all of it. */
    List<String> whole() {
        if (next != lengthBytes) {
            throw new AssertionError("got %d of %d".formatted(next, lengthBytes));
        }
        return lines;
    }
}
