package dev.yagura.network.app;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.network.dns.DnsMessage;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Tells messages of DNS over TCP: each behind its length (RFC 7766). */
final class DnsStreamParser implements StreamParser {
    private static final int LENGTH_BYTES = 2;
    private static final int MAX_PART_BYTES = 0xFFFF;

    private final Speaker speaker;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    DnsStreamParser(Speaker speaker) {
        this.speaker = speaker;
    }

    @Override
    public void read(MemorySegment bytes) throws MalformedStructureException {
        long at = 0;
        while (at < bytes.byteSize()) {
            // No more than two messages are held, however much comes at once.
            long part = Math.min(bytes.byteSize() - at, MAX_PART_BYTES);
            held.writeBytes(bytes.asSlice(at, part).toArray(JAVA_BYTE));
            at += part;
            takeMessages();
        }
    }

    private void takeMessages() throws MalformedStructureException {
        byte[] all = held.toByteArray();
        int at = 0;
        while (all.length - at >= LENGTH_BYTES) {
            int length = Byte.toUnsignedInt(all[at]) << 8 | Byte.toUnsignedInt(all[at + 1]);
            int end = at + LENGTH_BYTES + length;
            if (end > all.length) {
                break;
            }
            byte[] message = Arrays.copyOfRange(all, at + LENGTH_BYTES, end);
            speaker.said(new AppRecord.Dns(DnsMessage.parse(MemorySegment.ofArray(message))));
            at = end;
        }
        held.reset();
        held.write(all, at, all.length - at);
    }

    @Override
    public int costBytes() {
        return held.size();
    }
}
