package dev.yagura.network.app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.function.Predicate;

/** Tells lines of text, up to one behind which something else follows. */
final class LineParser implements StreamParser {
    /** RFC 5321 has 512 bytes for SMTP's commands, RFC 4253 has 255 for SSH's banner. */
    private static final int MAX_LINE_BYTES = 8192;

    private final Speaker speaker;
    private final Predicate<String> isLast;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean done;

    /**
     * Makes a parser at the start of a stream.
     *
     * @param isLast whether what follows a line is no text
     */
    LineParser(Speaker speaker, Predicate<String> isLast) {
        this.speaker = speaker;
        this.isLast = isLast;
    }

    @Override
    public void read(MemorySegment bytes) throws MalformedStructureException {
        for (long at = 0; at < bytes.byteSize() && !done; at++) {
            byte next = bytes.get(JAVA_BYTE, at);
            if (next == '\n') {
                tell();
            } else if (line.size() == MAX_LINE_BYTES) {
                throw new MalformedStructureException(
                        Reason.OUT_OF_RANGE,
                        "line",
                        "text",
                        0,
                        "has more than %d bytes".formatted(MAX_LINE_BYTES));
            } else {
                line.write(next);
            }
        }
    }

    private void tell() {
        String text = line.toString(ISO_8859_1);
        line.reset();
        text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        speaker.said(new AppRecord.Line(text));
        done = isLast.test(text);
    }

    @Override
    public void skip(long bytes) throws MalformedStructureException {
        if (!done) {
            StreamParser.super.skip(bytes);
        }
    }

    @Override
    public int costBytes() {
        return line.size();
    }
}
