package dev.yagura.network.packet;

import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.network.capture.CapturedFrame;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** Makes frames and what they are made of. */
public final class FrameBytes {
    static final int ETHERNET = 1;

    private FrameBytes() {}

    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] ethernet(int type, byte[] payload) {
        return join(hex("020000000001 020000000002 %04x".formatted(type)), payload);
    }

    static byte[] ipv4(int protocol, byte[] payload) {
        return ipv4Fragment(protocol, 7, 0, false, payload);
    }

    static byte[] ipv4Fragment(
            int protocol, int id, int offsetBytes, boolean more, byte[] payload) {
        ByteBuffer header = ByteBuffer.allocate(20);
        header.put((byte) 0x45).put((byte) 0).putShort((short) (20 + payload.length));
        header.putShort((short) id).putShort((short) ((more ? 0x2000 : 0) | offsetBytes / 8));
        header.put((byte) 64).put((byte) protocol).putShort((short) 0);
        header.put(new byte[] {(byte) 192, 0, 2, 1}).put(new byte[] {(byte) 198, 51, 100, 2});
        header.putShort(10, (short) ~sum(header.array()));
        return join(header.array(), payload);
    }

    static byte[] ipv6(int nextHeader, byte[] payload) {
        return join(
                hex(
                        "60000000 %04x %02x 40 20010db8000000000000000000000001"
                                .formatted(payload.length, nextHeader)),
                hex("20010db8000000000000000000000002"),
                payload);
    }

    static byte[] ipv6Fragment(int nextHeader, int id, int offset, boolean more, byte[] payload) {
        return ipv6(
                44,
                join(
                        hex("%02x00 %04x %08x".formatted(nextHeader, offset | (more ? 1 : 0), id)),
                        payload));
    }

    static byte[] udp(int from, int to, byte[] payload) {
        return join(hex("%04x %04x %04x 0000".formatted(from, to, 8 + payload.length)), payload);
    }

    static byte[] tcp(int from, int to, long sequence, int flags, byte[] payload) {
        return join(
                hex(
                        "%04x %04x %08x 00000000 50 %02x 2000 0000 0000"
                                .formatted(from, to, sequence, flags)),
                payload);
    }

    /** A frame of an interface of that type, at a second. */
    public static CapturedFrame frame(int linkType, long second, byte[] bytes) {
        return cut(linkType, second, bytes, bytes.length);
    }

    static CapturedFrame cut(int linkType, long second, byte[] bytes, long originalLength) {
        return new CapturedFrame(
                new CaptureInterface(0, "", linkType, 0),
                Optional.of(Instant.ofEpochSecond(second)),
                CapturedFrame.Direction.UNKNOWN,
                originalLength,
                MemorySegment.ofArray(bytes));
    }

    private static int sum(byte[] bytes) {
        return Checksums.sum(MemorySegment.ofArray(bytes));
    }
}
