package dev.yagura.detect.network;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Messages of DHCP (RFC 2131). */
final class DhcpBytes {
    private DhcpBytes() {}

    static byte[] discover() {
        var bytes = new byte[300];
        header(bytes, 1).put(new byte[] {53, 1, 1, (byte) 255});
        return bytes;
    }

    /** A server's word: it gives 192.168.1.99. */
    static byte[] ack(String server, String router, String nameServer) {
        var bytes = new byte[300];
        ByteBuffer message = header(bytes, 2).put(new byte[] {53, 1, 5});
        message.put((byte) 54).put((byte) 4).putInt(bits(server));
        message.put((byte) 3).put((byte) 4).putInt(bits(router));
        message.put((byte) 6).put((byte) 4).putInt(bits(nameServer));
        message.put((byte) 255);
        return Arrays.copyOf(bytes, message.position());
    }

    private static ByteBuffer header(byte[] bytes, int operation) {
        ByteBuffer message = ByteBuffer.wrap(bytes);
        message.put((byte) operation).put((byte) 1).put((byte) 6).put((byte) 0).putInt(77);
        message.putInt(16, operation == 2 ? bits("192.168.1.99") : 0);
        message.putInt(236, 0x6382_5363);
        return message.position(240);
    }

    private static int bits(String address) {
        return (int) Scene.address(address).low();
    }
}
